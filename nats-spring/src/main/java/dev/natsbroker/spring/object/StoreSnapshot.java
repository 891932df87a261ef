package dev.natsbroker.spring.object;

import dev.natsbroker.spring.bucket.SnapshotCollector;
import io.nats.client.JetStreamApiException;
import io.nats.client.ObjectStore;
import io.nats.client.api.ObjectInfo;
import io.nats.client.api.ObjectStoreWatchOption;
import io.nats.client.api.ObjectStoreWatcher;
import io.nats.client.impl.NatsObjectStoreWatchSubscription;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Reads what is known of a store's objects, all or nothing. */
record StoreSnapshot(SnapshotCollector<ObjectInfo> collector) implements ObjectStoreWatcher {
    static List<ObjectInfo> read(ObjectStore store, Duration timeout)
            throws IOException, JetStreamApiException, InterruptedException {
        SnapshotCollector<ObjectInfo> collector = new SnapshotCollector<>();
        NatsObjectStoreWatchSubscription subscription =
                store.watch(new StoreSnapshot(collector), ObjectStoreWatchOption.IGNORE_DELETE);
        try {
            return collector.await(timeout);
        } finally {
            subscription.unsubscribe();
        }
    }

    @Override
    public void watch(ObjectInfo info) {
        collector.watch(info);
    }

    @Override
    public void endOfData() {
        collector.endOfData();
    }
}
