package dev.natsbroker.broker.lane;

import dev.natsbroker.broker.message.Message;

/** Takes messages on a lane: a stream, the acknowledgements of a consumer, an API. */
public interface LaneReceiver {
    /** Takes {@code message}, a view that is valid during the call. Called on the lane. */
    void receive(Message message);

    /**
     * Is told of a message that came while too much was waiting for the lane: its headers and payload are gone. Called on the lane.
     */
    default void refused(Message message) {}
}
