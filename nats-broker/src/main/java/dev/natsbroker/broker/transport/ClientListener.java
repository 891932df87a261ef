package dev.natsbroker.broker.transport;

import dev.natsbroker.broker.config.TlsOptions;
import dev.natsbroker.broker.connection.ClientConnection;
import dev.natsbroker.broker.connection.Clients;
import dev.natsbroker.broker.connection.LoopContext;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
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

    private final DisposableServer server;

    private ClientListener(DisposableServer server) {
        this.server = server;
    }

    /**
     * Listens on {@code host} and {@code port}; port 0 picks a free one.
     *
     * @throws BindFailedException if the address cannot be listened on
     */
    public static ClientListener bind(
            String host, int port, EventLoops loops, Clients clients, @Nullable TlsOptions tls) {
        TcpServer server = TcpServer.create()
                .runOn(loops.resources(), loops.preferNative())
                .bindAddress(() -> new InetSocketAddress(host, port))
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .doOnConnection(connection -> accept(connection, loops, clients))
                .handle((in, out) -> Mono.never());
        try {
            return new ClientListener(server.bindNow(BIND_TIMEOUT));
        } catch (RuntimeException e) {
            throw BindFailedException.of(host, port, e);
        }
    }

    private static void accept(Connection accepted, EventLoops loops, Clients clients) {
        Channel channel = accepted.channel();
        LoopContext loop = loops.contextOf(channel.eventLoop());
        channel.config().setRecvByteBufAllocator(loops.readBufferOf(channel.eventLoop()));
        ClientConnection client = new ClientConnection(clients, loop, (InetSocketAddress) channel.remoteAddress());
        channel.pipeline().addFirst("nats", client);
        client.open();
        channel.config().setAutoRead(true);
    }

    /** The address that is listened on. */
    public InetSocketAddress address() {
        return (InetSocketAddress) server.address();
    }

    public void accept() {}

    public void useTls(@Nullable TlsOptions tls) {}

    /** Stops listening; open connections stay. */
    @Override
    public void close() {
        server.channel().close().syncUninterruptibly();
    }
}
