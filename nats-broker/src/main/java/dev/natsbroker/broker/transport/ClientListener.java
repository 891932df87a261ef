package dev.natsbroker.broker.transport;

import dev.natsbroker.broker.connection.ClientConnection;
import dev.natsbroker.broker.connection.Clients;
import dev.natsbroker.broker.connection.LoopContext;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.DisposableServer;
import reactor.netty.tcp.TcpServer;

/**
 * The port that clients connect to. Reactor Netty accepts and owns the sockets; our handler stands first in each pipeline and
 * drives the reads itself, because Reactor Netty's own receiver would turn reading off and queue what arrives.
 */
public final class ClientListener implements AutoCloseable {
    private static final Duration BIND_TIMEOUT = Duration.ofSeconds(10);
    private static final int BACKLOG = 4096;
    /** Up to this much is handed to the socket's buffer; what is beyond waits in the connection's own queue. */
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(256 << 10, 512 << 10);

    /** TLS keeps what it reads until a record is complete, so its connections cannot read into the loop's buffer. */
    private static final RecvByteBufAllocator TLS_READ_BUFFERS =
            new AdaptiveRecvByteBufAllocator(1 << 10, 4 << 10, LoopContext.READ_SIZE).maxMessagesPerRead(1);

    private final DisposableServer server;
    private final Acceptor acceptor;

    private ClientListener(DisposableServer server, Acceptor acceptor) {
        this.server = server;
        this.acceptor = acceptor;
    }

    /**
     * Opens {@code port} of {@code host}, 0 for a free one; clients are served from {@link #accept()} on.
     *
     * @param tls the TLS of the port, or null for plain text
     * @param interceptor is shown each connection
     * @throws BindFailedException if the address cannot be listened on
     */
    public static ClientListener bind(
            String host,
            int port,
            EventLoops loops,
            Clients clients,
            @Nullable TlsSetup tls,
            ChannelInterceptor interceptor) {
        Acceptor acceptor = new Acceptor(loops, clients, interceptor, tls);
        TcpServer server = TcpServer.create()
                .runOn(loops.resources(), loops.preferNative())
                .bindAddress(() -> new InetSocketAddress(host, port))
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .doOnConnection(acceptor::accept)
                .handle((in, out) -> Mono.never());
        try {
            return new ClientListener(server.bindNow(BIND_TIMEOUT), acceptor);
        } catch (RuntimeException e) {
            throw BindFailedException.of(host, port, e);
        }
    }

    /** Takes over the sockets as they come, each on its event loop. */
    private static final class Acceptor {
        private final EventLoops loops;
        private final Clients clients;
        private final ChannelInterceptor interceptor;
        private volatile @Nullable TlsSetup tls;

        Acceptor(EventLoops loops, Clients clients, ChannelInterceptor interceptor, @Nullable TlsSetup tls) {
            this.loops = loops;
            this.clients = clients;
            this.interceptor = interceptor;
            this.tls = tls;
        }

        void accept(Connection accepted) {
            Channel channel = accepted.channel();
            LoopContext loop = loops.contextOf(channel.eventLoop());
            ClientConnection client = new ClientConnection(clients, loop, (InetSocketAddress) channel.remoteAddress());
            TlsSetup setup = tls;
            if (setup == null) {
                channel.config().setRecvByteBufAllocator(loops.readBufferOf(channel.eventLoop()));
                channel.pipeline().addFirst("nats", client);
                interceptor.accepted(channel, client);
                client.open();
            } else {
                openWithTls(channel, client, new TlsGate(setup, client, loop.timers()));
            }
            channel.config().setAutoRead(true);
        }

        private void openWithTls(Channel channel, ClientConnection client, TlsGate gate) {
            channel.config().setRecvByteBufAllocator(TLS_READ_BUFFERS);
            channel.pipeline().addFirst("nats", client);
            channel.pipeline().addFirst("tls-gate", gate);
            interceptor.accepted(channel, client);
            gate.open();
        }
    }

    /** The address that is listened on. */
    public InetSocketAddress address() {
        return (InetSocketAddress) server.address();
    }

    /** Begins to accept clients. Those that came since {@link #bind} wait in the system's queue until now. */
    public void accept() {
        server.channel().config().setAutoRead(true);
    }

    /** The TLS of the connections that come from now on, or null for plain text. */
    public void useTls(@Nullable TlsSetup tls) {
        acceptor.tls = tls;
    }

    /** Stops listening; open connections stay. */
    @Override
    public void close() {
        server.channel().close().syncUninterruptibly();
    }
}
