package dev.natsbroker.spring.bucket;

import io.nats.client.api.Watcher;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Collects what a bucket holds by way of a watch. The client library's own lists return a part as if it were all when the
 * connection is lost meanwhile; this fails. Thread-safe.
 *
 * @param <T> the client library's type of entries
 */
public final class SnapshotCollector<T> implements Watcher<T> {
    private final BlockingQueue<Optional<T>> received = new LinkedBlockingQueue<>();

    /** A collector that has nothing. */
    public SnapshotCollector() {}

    /**
     * All that there is.
     *
     * @param timeout how long it may take from one entry to the next
     * @throws IOException if it takes longer
     */
    public List<T> await(Duration timeout) throws IOException, InterruptedException {
        List<T> entries = new ArrayList<>();
        while (true) {
            Optional<T> next = received.poll(timeout.toMillis(), TimeUnit.MILLISECONDS);
            if (next == null) {
                throw new IOException("Nothing more came within " + timeout + " after " + entries.size() + " entries");
            }
            if (next.isEmpty()) {
                return entries;
            }
            entries.add(next.get());
        }
    }

    @Override
    public void watch(T entry) {
        received.add(Optional.of(entry));
    }

    @Override
    public void endOfData() {
        received.add(Optional.empty());
    }
}
