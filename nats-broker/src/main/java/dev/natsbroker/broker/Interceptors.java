package dev.natsbroker.broker;

import dev.natsbroker.broker.jetstream.meta.JetStreamInterceptor;
import dev.natsbroker.broker.transport.ChannelInterceptor;

/** What stands between the parts of a broker; nothing unless a test wants it. */
record Interceptors(ChannelInterceptor channels, JetStreamInterceptor jetStream) {
    static final Interceptors NONE = new Interceptors(ChannelInterceptor.NONE, JetStreamInterceptor.NONE);
}
