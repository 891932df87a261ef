package dev.natsbroker.broker.monitoring;

import dev.natsbroker.broker.config.BrokerOptions;
import dev.natsbroker.broker.config.EngineOptions;
import dev.natsbroker.broker.config.MonitorOptions;
import dev.natsbroker.broker.config.TlsOptions;
import dev.natsbroker.broker.runtime.ServerLog;
import dev.natsbroker.broker.transport.BindFailedException;
import dev.natsbroker.broker.transport.TlsSetup;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.resources.LoopResources;

/**
 * Serves {@link MonitoringPages} over HTTP or HTTPS, on a thread of its own so that slow readers of pages never meet clients.
 * Paths that are not NATS's own go to what is attached; without that they are not found. Thread-safe.
 */
public final class MonitoringServer implements AutoCloseable {
    private static final Duration BIND_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
    /** A browser keeps its connection that long between two requests. */
    private static final Duration IDLE_TIMEOUT = Duration.ofMinutes(2);
    /** A request that has begun must go on within this time. */
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(5);

    private static final int REQUEST_LINE_MAX = 16 << 10;
    private static final int HEADERS_MAX = 64 << 10;

    private final MonitoringHandler handler;
    private final LoopResources loops;
    private final DisposableServer server;

    private MonitoringServer(MonitoringHandler handler, LoopResources loops, DisposableServer server) {
        this.handler = handler;
        this.loops = loops;
        this.server = server;
    }

    /**
     * Listens on the port that the broker's {@link MonitorOptions} name.
     *
     * @throws BindFailedException if the port cannot be opened, or HTTPS is asked for without a certificate
     */
    public static MonitoringServer start(BrokerView view, ServerLog log) {
        BrokerOptions options = view.options();
        MonitorOptions monitor = options.monitor();
        boolean secure = monitor.httpsPort() != 0;
        if (secure && monitor.httpPort() != 0) {
            throw BindFailedException.ofMonitoring(
                    "can't specify both HTTP (" + monitor.httpPort() + ") and HTTPs (" + monitor.httpsPort()
                            + ") ports",
                    null);
        }
        int port = Math.max(0, secure ? monitor.httpsPort() : monitor.httpPort());
        MonitoringHandler handler = new MonitoringHandler(view, log);
        HttpServer http = http(options.monitorHost(), port).handle(handler::handle);
        HttpServer secured = secure ? secured(http, options.tls()) : http;
        LoopResources loops = LoopResources.create("nats-monitor", 1, true);
        boolean preferNative = options.engine().transport() != EngineOptions.Transport.NIO;
        try {
            DisposableServer bound = secured.runOn(loops, preferNative).bindNow(BIND_TIMEOUT);
            MonitoringServer server = new MonitoringServer(handler, loops, bound);
            log.info("Starting " + (secure ? "https" : "http") + " monitor on "
                    + hostAndPort(options.monitorHost(), server.address().getPort()));
            return server;
        } catch (RuntimeException e) {
            stop(loops);
            throw BindFailedException.ofMonitoring(options.monitorHost(), port, e);
        }
    }

    private static HttpServer http(String host, int port) {
        return HttpServer.create()
                .bindAddress(() -> new InetSocketAddress(host, port))
                .idleTimeout(IDLE_TIMEOUT)
                .readTimeout(READ_TIMEOUT)
                .httpRequestDecoder(decoder ->
                        decoder.maxInitialLineLength(REQUEST_LINE_MAX).maxHeaderSize(HEADERS_MAX));
    }

    private static HttpServer secured(HttpServer http, @Nullable TlsOptions tls) {
        if (tls == null) {
            throw BindFailedException.ofMonitoring("TLS cert and key required for HTTPS", null);
        }
        return http.secure(spec -> spec.sslContext(TlsSetup.httpsContext(tls)));
    }

    private static String hostAndPort(String host, int port) {
        return host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]:" + port : host + ":" + port;
    }

    /**
     * Hands requests for paths that are not NATS's own to {@code fallback}, for instance to the management endpoints of the
     * application around the broker. Replaces what was attached before.
     */
    public void attach(
            BiFunction<? super HttpServerRequest, ? super HttpServerResponse, ? extends Publisher<Void>> fallback) {
        handler.attach(fallback);
    }

    /** The address that is listened on. */
    public InetSocketAddress address() {
        return (InetSocketAddress) server.address();
    }

    /** Closes the port and all connections, and waits for the end of the thread. */
    @Override
    public void close() {
        server.disposeNow(CLOSE_TIMEOUT);
        stop(loops);
    }

    private static void stop(LoopResources loops) {
        loops.disposeLater(Duration.ZERO, CLOSE_TIMEOUT).block(CLOSE_TIMEOUT.plusSeconds(1));
    }
}
