package dev.natsbroker.spring.config;

import dev.natsbroker.spring.listener.NatsListenerContainer;

/** What an annotation or an application says of one listener; each kind of listener has its own. */
public interface NatsListenerEndpoint {
    /** Id of the listener, unique in its registry. */
    String getId();

    /**
     * A stopped container for this listener.
     *
     * @param defaults what the endpoint does not say itself
     * @throws IllegalArgumentException if what it says makes no sense
     */
    NatsListenerContainer createContainer(NatsListenerContainerFactory defaults);
}
