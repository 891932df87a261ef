package dev.natsbroker.broker.subject;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All subscriptions of an account, found by the subject of a message. Literal subjects stand in one hash table, where a
 * subject with a single subscription costs no more than the entry itself and its place in the table; filters with a
 * wildcard token stand in a trie.
 *
 * <p>Not thread-safe, not even for {@link #match}: the owner guards it and shares the immutable results.
 */
public final class SubjectIndex<T> {
    private final long seed;
    /** Holds an {@link Entry} where it is the only one on its subject, else a {@link FilterNode}. */
    private final KeyTable<Keyed> literals = new KeyTable<>();

    private final WildcardTrie<T> wildcards;
    private int size;
    private long inserts;
    private long removes;

    /** An index with a fixed hash seed; see {@link #SubjectIndex(long)}. */
    public SubjectIndex() {
        this(0);
    }

    /** @param seed of the hash; an unknown one keeps clients from choosing subjects that all collide */
    public SubjectIndex(long seed) {
        this.seed = seed;
        this.wildcards = new WildcardTrie<>(seed);
    }

    /**
     * Adds a subscription; the same subject, queue and value may be added any number of times.
     *
     * @param subject a valid subject or filter ({@link Subjects#isValid}); kept, so it must not be modified afterwards
     * @param queue the queue name, or null for a plain subscription; kept as well
     * @return the handle to {@link #remove} it
     * @throws IllegalArgumentException when the subject is not valid
     */
    public Entry<T> insert(byte[] subject, byte @Nullable [] queue, T value) {
        if (!Subjects.isValid(subject, 0, subject.length)) {
            throw new IllegalArgumentException("subject " + Subjects.quote(subject)
                    + " is not valid: tokens must not be empty and '>' must be the last one");
        }
        Entry<T> entry = Subjects.isLiteral(subject, 0, subject.length)
                ? insertLiteral(subject, queue, value)
                : join(wildcards.nodeFor(subject), subject, queue, value);
        size++;
        inserts++;
        return entry;
    }

    /** Removes a subscription in constant time; false when it was removed before. */
    public boolean remove(Entry<T> entry) {
        if (entry.slot == Entry.REMOVED) {
            return false;
        }
        Slots<T> slots = entry.home;
        if (slots == null) {
            literals.remove(entry, hash(entry.key));
        } else {
            slots.removeAt(entry.slot);
            if (slots.count() == 0) {
                dropEmpty(slots);
            }
        }
        entry.home = null;
        entry.slot = Entry.REMOVED;
        size--;
        removes++;
        return true;
    }

    /** The subscriptions that a message published to this subject reaches; a malformed subject reaches none. */
    public Matches<T> match(byte[] b, int off, int len) {
        Keyed literal = literals.isEmpty() ? null : literals.get(b, off, len, Subjects.hash(b, off, len, seed));
        int hits = wildcards.isEmpty() ? 0 : wildcards.match(b, off, len);
        if (hits == 0) {
            return literal == null ? Matches.empty() : literalOnly(literal);
        }
        return combine(literal, hits);
    }

    /** Whether {@link #match} would find anything. */
    public boolean hasInterest(byte[] b, int off, int len) {
        if (!literals.isEmpty() && literals.get(b, off, len, Subjects.hash(b, off, len, seed)) != null) {
            return true;
        }
        boolean found = !wildcards.isEmpty() && wildcards.match(b, off, len) > 0;
        wildcards.forgetHits();
        return found;
    }

    /** The number of subscriptions. */
    public int size() {
        return size;
    }

    /** How many subscriptions were ever added. */
    public long inserts() {
        return inserts;
    }

    /** How many subscriptions were ever removed. */
    public long removes() {
        return removes;
    }

    /** Visits every subscription, in no particular order; the index must not be changed meanwhile. */
    public void forEach(Consumer<? super Entry<T>> action) {
        literals.forEach(literal -> {
            if (literal instanceof Entry) {
                action.accept(entry(literal));
            } else {
                node(literal).forEachEntry(action);
            }
        });
        wildcards.forEachNode(node -> node.forEachEntry(action));
    }

    /** Whether anything is stored at all; an index without subscriptions must not keep nodes either. */
    boolean hasNodes() {
        return !literals.isEmpty() || !wildcards.isEmpty();
    }

    private Entry<T> insertLiteral(byte[] subject, byte @Nullable [] queue, T value) {
        int hash = hash(subject);
        Keyed present = literals.get(subject, 0, subject.length, hash);
        if (present == null) {
            Entry<T> entry = new Entry<>(subject, queue, value);
            literals.add(entry, hash);
            return entry;
        }
        if (present instanceof Entry) {
            Entry<T> first = entry(present);
            FilterNode<T> node = new FilterNode<>(first.key);
            node.slotsFor(first.queue).add(first);
            literals.replace(present, node, hash);
            return join(node, node.key, queue, value);
        }
        return join(node(present), present.key, queue, value);
    }

    /** Adds an entry to a node; equal subjects and queue names are kept once, whoever sent them first. */
    private static <T> Entry<T> join(FilterNode<T> node, byte[] subject, byte @Nullable [] queue, T value) {
        Slots<T> slots = node.slotsFor(queue);
        byte[] shared = slots.count() == 0 ? subject : slots.get(0).key;
        Entry<T> entry = new Entry<>(shared, slots.queue, value);
        slots.add(entry);
        return entry;
    }

    private void dropEmpty(Slots<T> slots) {
        FilterNode<T> node = slots.owner;
        node.dropEmpty(slots);
        if (node instanceof TrieNode) {
            wildcards.prune((TrieNode<T>) node);
        } else if (!node.hasEntries()) {
            literals.remove(node, hash(node.key));
        }
    }

    private Matches<T> literalOnly(Keyed literal) {
        if (literal instanceof Entry) {
            Entry<T> entry = entry(literal);
            return entry.queue == null ? Matches.ofPlain(entry.value) : Matches.ofQueue(entry.queue, entry.value);
        }
        return combine(literal, 0);
    }

    private Matches<T> combine(@Nullable Keyed literal, int hits) {
        Matches.Builder result = builderFor(literal, hits);
        if (literal instanceof Entry) {
            Entry<T> entry = entry(literal);
            if (entry.queue == null) {
                result.addPlain(entry.value);
            } else {
                result.addGroupOfOne(entry.queue, entry.value);
            }
        } else if (literal != null) {
            result.add(node(literal));
        }
        for (int i = 0; i < hits; i++) {
            result.add(wildcards.hit(i));
        }
        wildcards.forgetHits();
        return result.build();
    }

    private Matches.Builder builderFor(@Nullable Keyed literal, int hits) {
        int plain = 0;
        int groups = 0;
        if (literal instanceof Entry) {
            plain = entry(literal).queue == null ? 1 : 0;
            groups = 1 - plain;
        } else if (literal != null) {
            plain = node(literal).plainCount();
            groups = node(literal).groupCount();
        }
        for (int i = 0; i < hits; i++) {
            TrieNode<T> node = wildcards.hit(i);
            plain += node.plainCount();
            groups += node.groupCount();
        }
        return new Matches.Builder(plain, groups);
    }

    private int hash(byte[] key) {
        return Subjects.hash(key, 0, key.length, seed);
    }

    @SuppressWarnings("unchecked") // only insert() fills the table
    private Entry<T> entry(Keyed literal) {
        return (Entry<T>) literal;
    }

    @SuppressWarnings("unchecked") // only insert() fills the table
    private FilterNode<T> node(Keyed literal) {
        return (FilterNode<T>) literal;
    }

    /** One subscription in an index, and the handle to remove it. Owned by the guard of the index. */
    public static final class Entry<T> extends Keyed {
        private static final int REMOVED = -1;

        private final byte @Nullable [] queue;
        private final T value;
        /** Null when it is the only entry on a literal subject, and after its removal. */
        private @Nullable Slots<T> home;

        private int slot;

        private Entry(byte[] subject, byte @Nullable [] queue, T value) {
            super(subject);
            this.queue = queue;
            this.value = value;
        }

        /** The subject or filter; shared, must not be modified. */
        public byte[] subject() {
            return key;
        }

        /** The queue name, or null for a plain subscription; shared, must not be modified. */
        public byte @Nullable [] queue() {
            return queue;
        }

        public T value() {
            return value;
        }

        void place(Slots<T> slots, int index) {
            home = slots;
            slot = index;
        }
    }
}
