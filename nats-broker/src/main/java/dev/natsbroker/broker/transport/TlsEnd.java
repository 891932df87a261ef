package dev.natsbroker.broker.transport;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import java.io.IOException;

/**
 * Translates the end of an established TLS connection for the handler behind it: the client's good-bye is the end of its input,
 * a damaged record is a failed read.
 */
@ChannelHandler.Sharable
final class TlsEnd extends ChannelInboundHandlerAdapter {
    static final TlsEnd INSTANCE = new TlsEnd();

    private TlsEnd() {}

    @Override
    public void userEventTriggered(ChannelHandlerContext channel, Object event) {
        if (event instanceof SslCloseCompletionEvent) {
            channel.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        } else {
            channel.fireUserEventTriggered(event);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext channel, Throwable cause) {
        boolean wrapped = cause instanceof DecoderException && cause.getCause() instanceof IOException;
        channel.fireExceptionCaught(wrapped ? cause.getCause() : cause);
    }
}
