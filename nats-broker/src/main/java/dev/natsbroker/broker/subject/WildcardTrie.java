package dev.natsbroker.broker.subject;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The filters that hold a wildcard token, one level per token. Not thread-safe. A walk keeps its state in arrays of
 * this object instead of on the stack, so that a subject of many thousand tokens cannot overflow it.
 */
final class WildcardTrie<T> {
    private final long seed;
    private final TrieNode<T> root = new TrieNode<>(FilterNode.NO_KEY, null);

    private int[] tokenStarts = new int[17];
    private int[] tokenHashes = new int[16];
    private int tokenCount;
    private @Nullable TrieNode<T>[] hits = newArray(16);
    private int hitCount;
    private @Nullable TrieNode<T>[] waiting = newArray(16);
    private int[] waitingLevels = new int[16];
    private int waitingCount;

    WildcardTrie(long seed) {
        this.seed = seed;
    }

    boolean isEmpty() {
        return root.hasNoChildren();
    }

    /** The node of a valid filter, made where it is missing. */
    TrieNode<T> nodeFor(byte[] filter) {
        TrieNode<T> node = root;
        int start = 0;
        while (true) {
            int stop = Subjects.tokenEnd(filter, start, filter.length);
            node = childFor(node, filter, start, stop);
            if (stop == filter.length) {
                return node;
            }
            start = stop + 1;
        }
    }

    /** Removes the node and all ancestors that lead nowhere else. */
    void prune(TrieNode<T> from) {
        TrieNode<T> node = from;
        TrieNode<T> parent = node.parent;
        while (parent != null && node.isUnused()) {
            parent.removeChild(node, Subjects.hash(node.key, 0, node.key.length, seed));
            node = parent;
            parent = node.parent;
        }
    }

    /** Collects the nodes whose filters match a published subject, to be read with {@link #hit}; returns how many. */
    int match(byte[] b, int off, int len) {
        hitCount = 0;
        if (!tokenize(b, off, len)) {
            return 0;
        }
        walk(root, 0, b);
        while (waitingCount > 0) {
            TrieNode<T> node = waiting[--waitingCount];
            waiting[waitingCount] = null;
            if (node != null) {
                walk(node, waitingLevels[waitingCount], b);
            }
        }
        return hitCount;
    }

    TrieNode<T> hit(int i) {
        TrieNode<T> node = hits[i];
        if (node == null) {
            throw new IllegalStateException("no hit " + i);
        }
        return node;
    }

    /** Lets go of the nodes of the last match, so that removed subscriptions are not kept alive. */
    void forgetHits() {
        Arrays.fill(hits, 0, hitCount, null);
        hitCount = 0;
    }

    void forEachNode(Consumer<TrieNode<T>> action) {
        Deque<TrieNode<T>> open = new ArrayDeque<>();
        open.push(root);
        while (!open.isEmpty()) {
            TrieNode<T> node = open.pop();
            action.accept(node);
            if (node.children != null) {
                node.children.forEach(open::push);
            }
            if (node.star != null) {
                open.push(node.star);
            }
            if (node.rest != null) {
                open.push(node.rest);
            }
        }
    }

    private TrieNode<T> childFor(TrieNode<T> node, byte[] filter, int start, int stop) {
        if (Subjects.isStar(filter, start, stop)) {
            return node.star == null ? node.star = new TrieNode<>(FilterNode.NO_KEY, node) : node.star;
        }
        if (Subjects.isRest(filter, start, stop)) {
            return node.rest == null ? node.rest = new TrieNode<>(FilterNode.NO_KEY, node) : node.rest;
        }
        KeyTable<TrieNode<T>> table = node.children == null ? node.children = new KeyTable<>() : node.children;
        int hash = Subjects.hash(filter, start, stop - start, seed);
        TrieNode<T> child = table.get(filter, start, stop - start, hash);
        if (child == null) {
            child = new TrieNode<>(Arrays.copyOfRange(filter, start, stop), node);
            table.add(child, hash);
        }
        return child;
    }

    /** Splits the subject into tokens with their hashes; false when one of them is empty. */
    private boolean tokenize(byte[] b, int off, int len) {
        tokenCount = 0;
        int end = off + len;
        int start = off;
        while (true) {
            int stop = Subjects.tokenEnd(b, start, end);
            if (stop == start) {
                return false;
            }
            addToken(start, Subjects.hash(b, start, stop - start, seed));
            start = stop + 1;
            if (stop == end) {
                tokenStarts[tokenCount] = start;
                return true;
            }
        }
    }

    private void addToken(int start, int hash) {
        if (tokenCount == tokenHashes.length) {
            tokenHashes = Arrays.copyOf(tokenHashes, tokenCount * 2);
            tokenStarts = Arrays.copyOf(tokenStarts, tokenCount * 2 + 1);
        }
        tokenStarts[tokenCount] = start;
        tokenHashes[tokenCount++] = hash;
    }

    /** Follows the path of equal tokens, or the star's where only that exists; where both do, the star waits. */
    private void walk(TrieNode<T> from, int fromLevel, byte[] b) {
        TrieNode<T> node = from;
        for (int level = fromLevel; level < tokenCount; level++) {
            if (node.rest != null) {
                addHit(node.rest);
            }
            TrieNode<T> child = null;
            if (node.children != null) {
                int start = tokenStarts[level];
                child = node.children.get(b, start, tokenStarts[level + 1] - 1 - start, tokenHashes[level]);
            }
            if (child == null) {
                child = node.star;
            } else if (node.star != null) {
                addWaiting(node.star, level + 1);
            }
            if (child == null) {
                return;
            }
            node = child;
        }
        if (node.hasEntries()) {
            addHit(node);
        }
    }

    private void addHit(TrieNode<T> node) {
        if (hitCount == hits.length) {
            hits = Arrays.copyOf(hits, hitCount * 2);
        }
        hits[hitCount++] = node;
    }

    private void addWaiting(TrieNode<T> node, int level) {
        if (waitingCount == waiting.length) {
            waiting = Arrays.copyOf(waiting, waitingCount * 2);
            waitingLevels = Arrays.copyOf(waitingLevels, waitingCount * 2);
        }
        waiting[waitingCount] = node;
        waitingLevels[waitingCount++] = level;
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static <T> @Nullable TrieNode<T>[] newArray(int capacity) {
        return new TrieNode[capacity];
    }
}
