package dev.natsbroker.spring.listener.jetstream;

import io.nats.client.Message;
import java.util.List;

/** Handles messages from a stream several at a time. Called by several threads when the listener's concurrency is above 1. */
@FunctionalInterface
public interface JetStreamBatchHandler {
    /**
     * Handles messages. An exception makes all of them failures, except a {@link BatchFailureException}, which names those that
     * failed.
     *
     * @param messages at least one, in the order of the stream
     * @param ack for {@link AckMode#MANUAL}: settles all of them
     */
    void onMessages(List<Message> messages, Ack ack) throws Exception;
}
