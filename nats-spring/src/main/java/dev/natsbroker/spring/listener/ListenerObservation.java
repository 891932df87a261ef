package dev.natsbroker.spring.listener;

import io.nats.client.Message;
import org.jspecify.annotations.Nullable;

/**
 * Watches the processing of messages, e.g. for metrics and traces. Called by the threads that run the handlers.
 */
@FunctionalInterface
public interface ListenerObservation {
    /** Watches nothing and costs nothing. */
    ListenerObservation NONE = (container, source, message) -> Processing.NONE;

    /**
     * A message is about to be handled.
     *
     * @param source the subject pattern or stream of the listener: never the message's own subject, so that there are few
     * @param message what was received; of a batch its first
     */
    Processing start(NatsListenerContainer container, String source, Message message);

    /** The processing of one message. {@link #stop} is called once, perhaps on another thread than {@link #enter}. */
    interface Processing {
        /** Watches nothing. */
        Processing NONE = new Processing() {
            @Override
            public Scope enter() {
                return Scope.NONE;
            }

            @Override
            public void stop(@Nullable Throwable failure) {}
        };

        /** Makes the processing current for the calling thread until the scope is closed. */
        Scope enter();

        /** The processing is over; {@code failure} is null if it went well. */
        void stop(@Nullable Throwable failure);
    }

    /** As long as it is open, the processing is current for the thread that opened it. */
    @FunctionalInterface
    interface Scope extends AutoCloseable {
        /** Nothing to close. */
        Scope NONE = () -> {};

        @Override
        void close();
    }
}
