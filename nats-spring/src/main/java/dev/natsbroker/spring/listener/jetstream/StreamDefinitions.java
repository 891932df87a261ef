package dev.natsbroker.spring.listener.jetstream;

import io.nats.client.api.StreamConfiguration;
import org.jspecify.annotations.Nullable;

/** Streams that the application declares, so that a listener may create the one it needs. */
@FunctionalInterface
public interface StreamDefinitions {
    /** No stream is declared. */
    StreamDefinitions NONE = name -> null;

    /** The declared stream of this name; null if the application declares none. */
    @Nullable
    StreamConfiguration find(String name);
}
