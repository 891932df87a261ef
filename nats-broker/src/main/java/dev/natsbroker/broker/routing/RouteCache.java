package dev.natsbroker.broker.routing;

import dev.natsbroker.broker.account.Account;
import dev.natsbroker.broker.account.Interest;
import dev.natsbroker.broker.account.PrefixedSubjects;
import dev.natsbroker.broker.subject.Subjects;
import org.jspecify.annotations.Nullable;

/**
 * Subject bytes to receivers, for one account and one publishing thread, which owns it.
 *
 * <p>A table without chains: two subjects that fall on the same place take turns. It grows while that happens often, up to a
 * bound, so that an account with few subjects costs little.
 */
public final class RouteCache {
    private static final int FIRST_CAPACITY = 64;
    private static final int CAPACITY_MAX = 1 << 16;

    private static final PrefixedSubjects[] PREFIXED = PrefixedSubjects.values();

    private final Account account;
    private final Interest interest;
    private @Nullable Route[] table = new @Nullable Route[FIRST_CAPACITY];
    /** The route of the last message: publishers often stay with one subject, which then need not be hashed. */
    private @Nullable Route last;

    private int lastChange;
    private int displaced;
    private long hits;
    private long misses;

    RouteCache(Account account) {
        this.account = account;
        this.interest = account.interest();
    }

    /** The account whose receivers are cached. */
    public Account account() {
        return account;
    }

    Route find(byte[] bytes, int offset, int length) {
        Route latest = last;
        if (latest != null && lastChange == interest.changes() && latest.isFor(bytes, offset, length)) {
            hits++;
            return latest;
        }
        int change = interest.changes();
        Route found = findInTable(bytes, offset, length);
        last = found;
        lastChange = change;
        return found;
    }

    private Route findInTable(byte[] bytes, int offset, int length) {
        int key = keyLength(bytes, offset, length);
        boolean prefix = key < length;
        int hash = Subjects.hash(bytes, offset, key);
        int literal = interest.literalGeneration(hash);
        int wildcard = interest.wildcardGeneration();
        int slot = slot(hash);
        Route cached = table[slot];
        if (cached != null
                && cached.hash() == hash
                && cached.isPrefix() == prefix
                && cached.isFor(bytes, offset, length)) {
            if (cached.isCurrent(literal, wildcard)) {
                hits++;
                return cached;
            }
        } else if (cached != null) {
            growIfCrowded();
            slot = slot(hash);
        }
        misses++;
        // The generations were read before the match: a change in between makes the route outdated, never wrong for
        // long.
        Route found =
                new Route(bytes, offset, key, prefix, hash, literal, wildcard, interest.match(bytes, offset, length));
        table[slot] = found;
        return found;
    }

    /**
     * How many bytes of the subject decide about its receivers: all of them, but for {@link PrefixedSubjects}, which would never be
     * found in the cache otherwise.
     */
    private int keyLength(byte[] bytes, int offset, int length) {
        if (bytes[offset] == '$') {
            for (PrefixedSubjects family : PREFIXED) {
                int key = family.keyLength(bytes, offset, length);
                if (key > 0) {
                    return interest.areAlike(family) ? key : length;
                }
            }
        }
        return length;
    }

    /** The low bits choose the generation's stripe; the place in the table comes from the high ones too. */
    private int slot(int hash) {
        return (hash ^ (hash >>> 15)) & (table.length - 1);
    }

    private void growIfCrowded() {
        displaced++;
        if (displaced > table.length / 2 && table.length < CAPACITY_MAX) {
            table = new @Nullable Route[table.length * 4];
            displaced = 0;
        }
    }

    /** How many subjects were found here. */
    public long hits() {
        return hits;
    }

    /** How many subjects had to be asked for. */
    public long misses() {
        return misses;
    }
}
