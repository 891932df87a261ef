package dev.natsbroker.broker;

import dev.natsbroker.broker.config.BrokerOptions;
import dev.natsbroker.broker.config.TlsOptions;
import dev.natsbroker.broker.runtime.ServerLog;
import java.net.InetSocketAddress;

/** The lines of a start that operators and test harnesses know. */
final class StartBanner {
    private final BrokerRuntime broker;
    private final ServerLog log;

    StartBanner(BrokerRuntime broker, ServerLog log) {
        this.broker = broker;
        this.log = log;
    }

    void printHead() {
        BrokerOptions options = broker.options();
        log.info("Starting nats-server");
        log.info("  Version:  " + broker.compatibleVersion());
        log.info("  Product:  " + broker.productVersion());
        log.info("  Name:     " + broker.serverName());
        log.info("  ID:       " + broker.serverId());
        options.warnings().forEach(log::warn);
        if (options.process().configFile() != null) {
            log.info("Using configuration file: " + options.process().configFile() + " ("
                    + options.process().configDigest() + ")");
        }
    }

    void printReady() {
        BrokerOptions options = broker.options();
        log.info("Listening for client connections on "
                + hostAndPort(options.listen().host(), broker.clientAddress()));
        TlsOptions tls = options.tls();
        if (tls != null) {
            boolean handshakeOnly = Settings.isHandshakeAlwaysFirst(tls);
            log.info(
                    options.allowNonTls() && !handshakeOnly
                            ? "TLS available for client connections"
                            : "TLS required for client connections");
            if (handshakeOnly) {
                log.warn("Clients that are not using \"TLS Handshake First\" option will fail to connect");
            }
        }
        log.info("Server is ready");
    }

    static String hostAndPort(String host, InetSocketAddress address) {
        String shown = host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
        return shown + ":" + address.getPort();
    }
}
