package dev.natsbroker.broker.subject;

import org.jspecify.annotations.Nullable;

/** One token of a wildcard filter. {@code star} is the child for {@code *}, {@code rest} the one for {@code >}. */
final class TrieNode<T> extends FilterNode<T> {
    final @Nullable TrieNode<T> parent;

    @Nullable
    KeyTable<TrieNode<T>> children;

    @Nullable
    TrieNode<T> star;

    @Nullable
    TrieNode<T> rest;

    TrieNode(byte[] token, @Nullable TrieNode<T> parent) {
        super(token);
        this.parent = parent;
    }

    boolean isUnused() {
        return !hasEntries() && hasNoChildren();
    }

    boolean hasNoChildren() {
        return children == null && star == null && rest == null;
    }

    void removeChild(TrieNode<T> child, int hash) {
        if (child == star) {
            star = null;
        } else if (child == rest) {
            rest = null;
        } else if (children != null) {
            children.remove(child, hash);
            if (children.isEmpty()) {
                children = null;
            }
        }
    }
}
