package dev.natsbroker.broker.transport;

import dev.natsbroker.broker.connection.ClientConnection;
import dev.natsbroker.broker.connection.TlsInfo;
import dev.natsbroker.broker.runtime.Timers;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * Stands before a connection until it is settled whether it is encrypted: decides by the set-up and the client's first byte
 * whether INFO or the handshake comes first, puts TLS in front, and watches over its time. Then it goes away.
 *
 * <p>Owned by the connection's event loop.
 */
final class TlsGate extends ChannelInboundHandlerAdapter {
    /** The first byte of a TLS handshake record. */
    private static final byte HANDSHAKE_RECORD = 0x16;

    private enum State {
        /** INFO is held back; the client's first bytes begin the handshake, and if none come in time INFO is sent. */
        WAITING_FOR_EAGER_CLIENT,
        /** The first byte decides between TLS and plain text. */
        WAITING_FOR_CHOICE,
        /** The client has to begin the handshake. */
        WAITING_FOR_HANDSHAKE,
        /** The handshake runs. */
        HANDSHAKE,
        /** It is settled, or the connection ends. */
        DONE
    }

    private final TlsSetup setup;
    private final ClientConnection client;
    private final Timers timers;
    private State state = State.DONE;
    private boolean handshakeFirst;
    private Timers.@Nullable Timer timer;
    private @Nullable ChannelHandlerContext context;
    private @Nullable SslHandler ssl;

    TlsGate(TlsSetup setup, ClientConnection client, Timers timers) {
        this.setup = setup;
        this.client = client;
        this.timers = timers;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    /** Opens the connection. Both handlers are in the pipeline already. */
    void open() {
        handshakeFirst = setup.isHandshakeFirst();
        if (client.openBeforeTls(!handshakeFirst)) {
            begin();
        }
        client.flush(); // last: a client that has read INFO finds the time-outs running
    }

    private void begin() {
        if (!handshakeFirst) {
            afterInfo();
        } else if (setup.fallbackNanos() > 0) {
            enter(State.WAITING_FOR_EAGER_CLIENT, setup.fallbackNanos());
        } else {
            expectHandshake();
        }
    }

    private void afterInfo() {
        if (setup.allowNonTls()) {
            enter(State.WAITING_FOR_CHOICE, setup.timeoutNanos());
        } else {
            expectHandshake();
        }
    }

    private void expectHandshake() {
        if (setup.limiter().admit(timers)) {
            enter(State.WAITING_FOR_HANDSHAKE, setup.timeoutNanos());
        } else {
            settle();
            client.throttled();
        }
    }

    private void enter(State next, long timeoutNanos) {
        timers.cancel(timer);
        state = next;
        timer = timers.after(timeoutNanos, this::timeOut);
    }

    private void settle() {
        timers.cancel(timer);
        timer = null;
        state = State.DONE;
    }

    private void timeOut() {
        switch (state) {
            case WAITING_FOR_EAGER_CLIENT -> {
                handshakeFirst = false;
                client.releaseInfo();
                afterInfo();
                client.flush();
            }
            case WAITING_FOR_CHOICE -> stayPlain();
            case WAITING_FOR_HANDSHAKE, HANDSHAKE -> fail("i/o timeout", true);
            case DONE -> {} // came too late
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext channel, Object received) {
        ByteBuf bytes = (ByteBuf) received;
        if (!bytes.isReadable()) {
            bytes.release();
            return;
        }
        boolean tls = bytes.getByte(bytes.readerIndex()) == HANDSHAKE_RECORD;
        switch (state) {
            case WAITING_FOR_CHOICE -> {
                if (tls) {
                    expectHandshake();
                } else {
                    stayPlain();
                }
            }
            case WAITING_FOR_EAGER_CLIENT -> expectHandshake();
            case WAITING_FOR_HANDSHAKE, HANDSHAKE, DONE -> {} // decided before
        }
        pass(bytes, tls, channel);
    }

    /** Gives the first bytes to whom they belong. */
    private void pass(ByteBuf bytes, boolean tls, ChannelHandlerContext channel) {
        if (state != State.WAITING_FOR_HANDSHAKE) {
            channel.fireChannelRead(bytes);
        } else if (tls) {
            startHandshake(bytes, channel);
        } else {
            ReferenceCountUtil.release(bytes);
            fail("tls: first record does not look like a TLS handshake", true);
        }
    }

    private void stayPlain() {
        settle();
        leave();
        client.stayPlain();
    }

    private void startHandshake(ByteBuf bytes, ChannelHandlerContext channel) {
        state = State.HANDSHAKE;
        SslHandler handler = setup.newHandler(channel.alloc());
        ssl = handler;
        channel.pipeline().addFirst("tls", handler);
        channel.pipeline().fireChannelRead(bytes);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext channel, Object event) {
        if (event instanceof SslHandshakeCompletionEvent completion) {
            Throwable failure = completion.cause();
            if (failure == null) {
                established(channel);
            } else {
                fail(text(failure), false);
            }
        } else if (event instanceof ChannelInputShutdownEvent && state != State.DONE) {
            fail("EOF", ssl == null);
        } else {
            channel.fireUserEventTriggered(event);
        }
    }

    private void established(ChannelHandlerContext channel) {
        if (state != State.HANDSHAKE || ssl == null) {
            return;
        }
        SSLSession session = ssl.engine().getSession();
        List<X509Certificate> peer = peerCertificates(session);
        if (!setup.isPinned(peer)) {
            fail("certificate not pinned", false);
            return;
        }
        settle();
        channel.pipeline().replace(this, "tls-end", TlsEnd.INSTANCE);
        client.tlsEstablished(new TlsInfo(session.getProtocol(), session.getCipherSuite(), peer, handshakeFirst));
    }

    private static List<X509Certificate> peerCertificates(SSLSession session) {
        List<X509Certificate> chain = new ArrayList<>();
        try {
            for (Certificate certificate : session.getPeerCertificates()) {
                chain.add((X509Certificate) certificate);
            }
        } catch (SSLPeerUnverifiedException e) {
            return List.of(); // the client sent none
        }
        return chain;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext channel, Throwable cause) {
        fail(text(cause), ssl == null);
    }

    @Override
    public void channelInactive(ChannelHandlerContext channel) {
        fail("EOF", ssl == null);
        channel.fireChannelInactive();
    }

    private static String text(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof DecoderException && cause.getCause() instanceof IOException inner) {
            cause = inner;
        }
        String message = cause.getMessage();
        return message == null ? cause.toString() : message;
    }

    /** @param probe whether this looks like a port scan or a health check rather than a client */
    private void fail(String problem, boolean probe) {
        if (state != State.DONE) {
            settle();
            client.tlsFailed(problem, probe);
        }
    }

    private void leave() {
        ChannelHandlerContext added = context;
        if (added != null) {
            added.pipeline().remove(this);
        }
    }
}
