package dev.natsbroker.broker;

import dev.natsbroker.broker.auth.Authenticator;
import dev.natsbroker.broker.config.BrokerOptions;
import dev.natsbroker.broker.config.HandshakeFirst;
import dev.natsbroker.broker.config.LimitOptions;
import dev.natsbroker.broker.config.TimingOptions;
import dev.natsbroker.broker.config.TlsOptions;
import dev.natsbroker.broker.config.WriteTimeoutPolicy;
import dev.natsbroker.broker.connection.ClientSettings;
import dev.natsbroker.broker.protocol.ServerInfo;
import java.util.List;

/** Turns options into what the client connections work with. */
final class Settings {
    private Settings() {}

    static ClientSettings of(BrokerOptions options, Authenticator authenticator, ServerInfo info) {
        LimitOptions limits = options.limits();
        TimingOptions timing = options.timing();
        return new ClientSettings(
                limits.maxConnections(),
                limits.maxControlLineBytes(),
                limits.maxPayloadBytes(),
                limits.maxPendingBytes(),
                limits.maxSubscriptions(),
                limits.maxSubjectTokens(),
                limits.maxClosedClients(),
                timing.pingInterval().toNanos(),
                timing.pingMax(),
                timing.writeDeadline().toNanos(),
                timing.writeTimeout() != WriteTimeoutPolicy.RETRY,
                options.authTimeout().toNanos(),
                !limits.noHeaderSupport(),
                !limits.noFastProducerStall(),
                options.log().trace(),
                options.log().traceHeaders(),
                options.log().maxTracedMessageBytes(),
                info,
                authenticator);
    }

    static ServerInfo info(
            BrokerOptions options,
            String serverId,
            String host,
            int port,
            Authenticator authenticator,
            boolean lameDuck) {
        TlsOptions tls = options.tls();
        String name = options.identity().serverName();
        return new ServerInfo(
                serverId,
                name == null ? serverId : name,
                BrokerVersion.COMPATIBLE,
                "java" + Runtime.version().feature(),
                host,
                port,
                !options.limits().noHeaderSupport(),
                authenticator.authRequired(),
                tls != null && !options.allowNonTls(),
                tls != null && (tls.verify() || tls.verifyAndMap()),
                tls != null && options.allowNonTls(),
                options.limits().maxPayloadBytes(),
                options.jetStream().enabled(),
                null,
                options.jetStream().domain(),
                List.of(),
                lameDuck);
    }

    /** Whether INFO never comes before the handshake, so that no client can stay in plain text. */
    static boolean isHandshakeAlwaysFirst(TlsOptions tls) {
        HandshakeFirst first = tls.handshakeFirst();
        return first.mode() != HandshakeFirst.Mode.OFF && first.fallback().isZero();
    }
}
