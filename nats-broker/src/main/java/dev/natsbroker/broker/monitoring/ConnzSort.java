package dev.natsbroker.broker.monitoring;

import java.time.Instant;
import java.util.Comparator;
import java.util.Locale;
import java.util.function.ToLongFunction;

/** The orders of {@code /connz}. Most put the largest first; equal connections stand by their numbers. */
enum ConnzSort {
    CID,
    START,
    SUBS,
    PENDING,
    MSGS_TO,
    MSGS_FROM,
    BYTES_TO,
    BYTES_FROM,
    LAST,
    IDLE,
    UPTIME,
    STOP,
    REASON,
    RTT;

    /** The order with this name; the empty name stands for the connection's number. */
    static ConnzSort named(String name) {
        if (name.isEmpty()) {
            return CID;
        }
        for (ConnzSort sort : values()) {
            if (sort.label().equals(name)) {
                return sort;
            }
        }
        throw new BadQueryException("invalid sorting option: " + name);
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether it makes sense for closed connections only. */
    boolean forClosedOnly() {
        return this == STOP || this == REASON;
    }

    Comparator<ConnzRow> order(Instant now) {
        return primary(now).thenComparingLong(ConnzRow::id);
    }

    private Comparator<ConnzRow> primary(Instant now) {
        return switch (this) {
            case CID, START -> Comparator.comparingLong(ConnzRow::id);
            case SUBS -> largestFirst(row -> row.client().subscriptions());
            case PENDING -> largestFirst(row -> row.traffic().pendingBytes());
            case MSGS_TO -> largestFirst(row -> row.traffic().outMessages());
            case MSGS_FROM -> largestFirst(row -> row.traffic().inMessages());
            case BYTES_TO -> largestFirst(row -> row.traffic().outBytes());
            case BYTES_FROM -> largestFirst(row -> row.traffic().inBytes());
            case LAST ->
                Comparator.comparing((ConnzRow row) -> row.client().lastActivity())
                        .reversed();
            case IDLE -> Comparator.comparing(row -> row.client().lastActivity());
            case UPTIME -> Comparator.comparing(row -> row.age(now));
            case STOP -> Comparator.comparing((ConnzRow row) -> row.end(now)).reversed();
            case REASON -> Comparator.comparing(ConnzRow::reason);
            case RTT -> largestFirst(row -> row.client().rttNanos());
        };
    }

    private static Comparator<ConnzRow> largestFirst(ToLongFunction<ConnzRow> key) {
        return Comparator.comparingLong(key).reversed();
    }
}
