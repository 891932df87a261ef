package dev.natsbroker.broker.monitoring;

import java.util.List;

/** Cuts pages out of lists. */
final class Paging {
    private Paging() {}

    /** At most {@code limit} elements from {@code offset} on; neither may be negative, both may be beyond the end. */
    static <T> List<T> page(List<T> all, long offset, long limit) {
        int from = (int) Math.min(offset, all.size());
        int length = (int) Math.min(limit, all.size() - from);
        return all.subList(from, from + length);
    }
}
