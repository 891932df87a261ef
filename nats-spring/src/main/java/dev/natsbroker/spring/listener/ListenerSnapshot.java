package dev.natsbroker.spring.listener;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a listener is and has done, at one moment. Numbers count from the creation of its container.
 *
 * @param id the listener's id
 * @param kind {@code core}, {@code jetstream}, {@code kv} or {@code service}
 * @param connection name of its connection
 * @param sources what it receives from: subjects as written, or a stream and a consumer, or a bucket
 * @param state where it is in its life
 * @param paused whether it takes no messages for now
 * @param received messages that came to it
 * @param processed messages whose handler ended well
 * @param failed messages whose handler failed, or that could not become its arguments
 * @param inFlight messages being handled now
 * @param dropped messages that the client library dropped because the listener was too slow
 * @param lag messages that wait for it, null if that is not known
 */
public record ListenerSnapshot(
        String id,
        String kind,
        String connection,
        List<String> sources,
        ListenerState state,
        boolean paused,
        long received,
        long processed,
        long failed,
        long inFlight,
        long dropped,
        @Nullable Long lag) {}
