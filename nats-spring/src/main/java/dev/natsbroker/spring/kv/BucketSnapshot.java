package dev.natsbroker.spring.kv;

import io.nats.client.JetStreamApiException;
import io.nats.client.api.KeyValueEntry;
import io.nats.client.api.KeyValueWatchOption;
import io.nats.client.api.KeyValueWatcher;
import io.nats.client.impl.NatsKeyValueWatchSubscription;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Reads what a bucket holds by way of a watch. The client library's own keys() and history() return a part as if it were all
 * when the connection is lost meanwhile; this fails.
 */
final class BucketSnapshot implements KeyValueWatcher {
    private final BlockingQueue<Optional<KeyValueEntry>> received = new LinkedBlockingQueue<>();

    private BucketSnapshot() {}

    static List<KeyValueEntry> read(OpenBucket bucket, List<String> filters, KeyValueWatchOption... options)
            throws IOException, JetStreamApiException, InterruptedException {
        BucketSnapshot snapshot = new BucketSnapshot();
        NatsKeyValueWatchSubscription subscription = bucket.keyValue().watch(filters, snapshot, options);
        try {
            return snapshot.await(bucket.connection().getOptions().getConnectionTimeout());
        } finally {
            subscription.unsubscribe();
        }
    }

    private List<KeyValueEntry> await(Duration timeout) throws IOException, InterruptedException {
        List<KeyValueEntry> entries = new ArrayList<>();
        while (true) {
            Optional<KeyValueEntry> next = received.poll(timeout.toMillis(), TimeUnit.MILLISECONDS);
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
    public void watch(KeyValueEntry entry) {
        received.add(Optional.of(entry));
    }

    @Override
    public void endOfData() {
        received.add(Optional.empty());
    }
}
