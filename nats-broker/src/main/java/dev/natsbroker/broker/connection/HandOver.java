package dev.natsbroker.broker.connection;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Staged deliveries on their way from this loop to receivers of other loops: collected during a read and handed over with one
 * task for each loop. Owned by the publishing loop.
 */
final class HandOver {
    /** Bytes for one receiver; after the hand-over they belong to the receiver's loop. */
    private record Parcel(ClientConnection receiver, Chunk chunks, long bytes, long messages, long messageBytes) {}

    private final @Nullable List<Parcel>[] byLoop;
    private boolean empty = true;

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of generic lists can be made no other way
    HandOver(int loopCount) {
        byLoop = new List[loopCount];
    }

    void add(ClientConnection receiver, Staging staging) {
        long bytes = staging.bytes();
        long messages = staging.messages();
        long messageBytes = staging.messageBytes();
        Chunk chunks = staging.takeChunks();
        if (chunks == null) {
            return;
        }
        int target = receiver.loop().index();
        List<Parcel> parcels = byLoop[target];
        if (parcels == null) {
            parcels = new ArrayList<>();
            byLoop[target] = parcels;
        }
        parcels.add(new Parcel(receiver, chunks, bytes, messages, messageBytes));
        empty = false;
    }

    void send() {
        if (empty) {
            return;
        }
        empty = true;
        for (int i = 0; i < byLoop.length; i++) {
            List<Parcel> parcels = byLoop[i];
            if (parcels != null) {
                byLoop[i] = null;
                parcels.get(0).receiver().loop().eventLoop().execute(() -> deliver(parcels));
            }
        }
    }

    /** Runs on the receivers' loop. */
    private static void deliver(List<Parcel> parcels) {
        for (Parcel parcel : parcels) {
            parcel.receiver().take(parcel.chunks(), parcel.bytes(), parcel.messages(), parcel.messageBytes());
        }
    }
}
