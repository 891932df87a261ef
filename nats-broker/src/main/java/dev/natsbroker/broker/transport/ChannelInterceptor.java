package dev.natsbroker.broker.transport;

import dev.natsbroker.broker.connection.ClientConnection;
import io.netty.channel.Channel;

/** Is shown the connections of clients, to put handlers of its own between socket and broker: for tests that break something. */
@FunctionalInterface
public interface ChannelInterceptor {
    /** Leaves every connection as it is. */
    ChannelInterceptor NONE = (channel, client) -> {};

    /**
     * A client has connected, and nothing was sent to it yet. Called on the channel's event loop.
     *
     * @param channel its pipeline begins with the socket's end
     * @param client the connection behind it
     */
    void accepted(Channel channel, ClientConnection client);
}
