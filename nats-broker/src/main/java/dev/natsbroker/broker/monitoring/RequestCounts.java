package dev.natsbroker.broker.monitoring;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** How often each page was asked for, by its path. Thread-safe. */
final class RequestCounts {
    private final Map<String, Long> byPath = new ConcurrentHashMap<>();

    void count(String path) {
        byPath.merge(path, 1L, Long::sum);
    }

    SortedMap<String, Long> asMap() {
        return new TreeMap<>(byPath);
    }
}
