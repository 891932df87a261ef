package dev.natsbroker.spring.kv;

import dev.natsbroker.spring.bucket.SnapshotCollector;
import io.nats.client.JetStreamApiException;
import io.nats.client.api.KeyValueEntry;
import io.nats.client.api.KeyValueWatchOption;
import io.nats.client.api.KeyValueWatcher;
import io.nats.client.impl.NatsKeyValueWatchSubscription;
import java.io.IOException;
import java.util.List;

/** Reads what a bucket holds, all or nothing. */
record BucketSnapshot(SnapshotCollector<KeyValueEntry> collector) implements KeyValueWatcher {
    static List<KeyValueEntry> read(OpenBucket bucket, List<String> filters, KeyValueWatchOption... options)
            throws IOException, JetStreamApiException, InterruptedException {
        SnapshotCollector<KeyValueEntry> collector = new SnapshotCollector<>();
        NatsKeyValueWatchSubscription subscription =
                bucket.keyValue().watch(filters, new BucketSnapshot(collector), options);
        try {
            return collector.await(bucket.connection().getOptions().getConnectionTimeout());
        } finally {
            subscription.unsubscribe();
        }
    }

    @Override
    public void watch(KeyValueEntry entry) {
        collector.watch(entry);
    }

    @Override
    public void endOfData() {
        collector.endOfData();
    }
}
