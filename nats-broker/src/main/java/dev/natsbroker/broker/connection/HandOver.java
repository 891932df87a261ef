package dev.natsbroker.broker.connection;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Staged deliveries on their way between loops. Those from this loop to receivers of others are collected during a read and
 * handed over with one task for each loop; those for receivers of this loop wait here until the task runs or, if that comes
 * first, something is read.
 *
 * <p>Owned by its loop, but for what others put into {@link #incoming}. So a client that answers or PINGs on this loop does so
 * behind every message that a publisher elsewhere knows to be delivered.
 */
final class HandOver {
    /** Bytes for one receiver; after the hand-over they belong to the receiver's loop. */
    private record Parcel(ClientConnection receiver, Chunk chunks, long bytes, long messages, long messageBytes) {}

    private final LoopContext[] loops;
    private final @Nullable ArrayList<Parcel>[] byLoop;
    private final Queue<List<Parcel>> incoming = new ConcurrentLinkedQueue<>();

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of generic lists can be made no other way
    HandOver(LoopContext[] loops) {
        this.loops = loops;
        byLoop = new ArrayList[loops.length];
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
        ArrayList<Parcel> parcels = byLoop[target];
        if (parcels == null) {
            parcels = new ArrayList<>();
            byLoop[target] = parcels;
        }
        parcels.add(new Parcel(receiver, chunks, bytes, messages, messageBytes));
    }

    /** Hands over what was added. */
    void send() {
        for (int i = 0; i < byLoop.length; i++) {
            List<Parcel> parcels = byLoop[i];
            if (parcels != null) {
                byLoop[i] = null;
                HandOver target = loops[i].handOver();
                target.incoming.add(parcels);
                if (!loops[i].tryExecute(target::receive)) {
                    target.discard(); // the broker is stopping: nobody else will look there again
                }
            }
        }
    }

    /** Gives what other loops handed over to its receivers. */
    void receive() {
        for (List<Parcel> parcels = incoming.poll(); parcels != null; parcels = incoming.poll()) {
            for (Parcel parcel : parcels) {
                parcel.receiver().take(parcel.chunks(), parcel.bytes(), parcel.messages(), parcel.messageBytes());
            }
        }
    }

    /** Drops what other loops handed over; for a loop that has ended. */
    void discard() {
        for (List<Parcel> parcels = incoming.poll(); parcels != null; parcels = incoming.poll()) {
            parcels.forEach(parcel -> Chunk.release(parcel.chunks()));
        }
    }
}
