package dev.natsbroker.spring.listener.jetstream;

import org.jspecify.annotations.Nullable;

/**
 * What a JetStream listener has done since it was made, at one moment.
 *
 * @param stream name of the stream
 * @param consumer name of the consumer; null for an ordered one
 * @param consuming whether it has its consumer and takes messages from it
 * @param received deliveries that came, redeliveries included
 * @param acked acknowledged, by the container or the handler
 * @param nacked asked to be delivered again
 * @param terminated asked never to be delivered again; dead letters included
 * @param deadLettered published to the dead letter subject
 * @param failed times that a handler failed
 * @param inFlight received and neither handled nor given back
 * @param lag messages in the stream that the consumer has not delivered yet, as of the last message or, before the first, of the
 *     consumer's info; -1 if not known
 * @param lastFailure why the listener is not consuming; null if it is, or has not tried
 */
public record JetStreamListenerState(
        String stream,
        @Nullable String consumer,
        boolean consuming,
        long received,
        long acked,
        long nacked,
        long terminated,
        long deadLettered,
        long failed,
        int inFlight,
        long lag,
        @Nullable String lastFailure) {}
