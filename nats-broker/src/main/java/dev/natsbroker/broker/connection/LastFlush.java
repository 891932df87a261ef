package dev.natsbroker.broker.connection;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * The end of a connection that may still have bytes to send: the socket is closed behind the last one, or when it has taken
 * nothing for a while. Owned by the connection's event loop.
 */
final class LastFlush {
    /** How long the socket may take nothing. */
    private static final long PATIENCE_SECONDS = 2;

    private final ChannelHandlerContext context;
    private final OutboundQueue outbound;

    LastFlush(ChannelHandlerContext context, OutboundQueue outbound) {
        this.context = context;
        this.outbound = outbound;
    }

    void start() {
        outbound.flushAll(context);
        context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        lookAgain();
    }

    private void lookAgain() {
        Channel channel = context.channel();
        if (!channel.isOpen()) {
            return;
        }
        long sent = outbound.sentBytes(channel);
        Future<?> next = channel.eventLoop().schedule(() -> closeUnlessMore(sent), PATIENCE_SECONDS, TimeUnit.SECONDS);
        channel.closeFuture().addListener(closed -> next.cancel(false));
    }

    private void closeUnlessMore(long sentBefore) {
        if (outbound.sentBytes(context.channel()) == sentBefore) {
            context.close();
        } else {
            lookAgain();
        }
    }
}
