package dev.natsbroker.broker.transport;

import dev.natsbroker.broker.config.HandshakeFirst;
import dev.natsbroker.broker.config.TlsKeyMaterial;
import dev.natsbroker.broker.config.TlsOptions;
import dev.natsbroker.broker.config.TlsVersion;
import dev.natsbroker.broker.runtime.BrokerClock;
import dev.natsbroker.broker.runtime.ServerLog;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * The TLS of a listener, ready for use: certificates and keys are loaded and checked. The listener holds one and gets a new one
 * when the configuration is reloaded; connections keep what they began with. Immutable but for the count of handshakes.
 */
public final class TlsSetup {
    /** How long a connection waits for the room to say good-bye in TLS before it is closed without. */
    private static final long LAST_ALERT_MILLIS = 1000;

    private final SslContext context;
    private final @Nullable KeyExchangeGroups groups;
    private final TlsOptions options;
    private final boolean allowNonTls;
    private final HandshakeLimiter limiter;

    /**
     * Loads what the options name.
     *
     * @param allowNonTls whether clients may stay in plain text
     * @throws TlsSetupException if something is missing, unreadable or of no use
     */
    public TlsSetup(TlsOptions options, boolean allowNonTls, BrokerClock clock, ServerLog log) {
        this.options = options;
        this.allowNonTls = allowNonTls;
        this.limiter = new HandshakeLimiter(options.connectionRateLimit(), clock, log);
        TlsCredentials credentials = TlsCredentials.load(options);
        this.groups = KeyExchangeGroups.of(options.curvePreferences(), credentials.certificates());
        this.context = context(options, credentials, options.verify() || options.verifyAndMap());
    }

    /**
     * A context for HTTPS with the same certificates, which asks callers for none of their own.
     *
     * @throws TlsSetupException if something is missing, unreadable or of no use
     */
    public static SslContext httpsContext(TlsOptions options) {
        return context(options, TlsCredentials.load(options), false);
    }

    private static SslContext context(TlsOptions options, TlsCredentials credentials, boolean verify) {
        try {
            SslContextBuilder builder = keys(options, credentials)
                    .sslProvider(SslProvider.JDK)
                    .protocols(protocols(options.minVersion()))
                    .ciphers(CipherSuites.select(
                            options.cipherSuites(), options.allowInsecureCipherSuites(), supportedCipherSuites()));
            trust(options, credentials, builder);
            return builder.clientAuth(verify ? ClientAuth.REQUIRE : ClientAuth.NONE)
                    .build();
        } catch (SSLException e) {
            throw new TlsSetupException("TLS cannot be used with these options: " + e.getMessage(), e);
        }
    }

    private static List<String> protocols(TlsVersion minimum) {
        return minimum == TlsVersion.TLS_1_3 ? List.of("TLSv1.3") : List.of("TLSv1.3", "TLSv1.2");
    }

    private static Set<String> supportedCipherSuites() {
        try {
            return Set.of(SSLContext.getDefault().getSupportedSSLParameters().getCipherSuites());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("The JDK has no TLS", e);
        }
    }

    private static SslContextBuilder keys(TlsOptions options, TlsCredentials credentials) {
        TlsKeyMaterial material = options.keyMaterial();
        return material != null
                ? SslContextBuilder.forServer(material.keys())
                : SslContextBuilder.forServer(new TlsKeyManager(credentials.pairs()));
    }

    private static void trust(TlsOptions options, TlsCredentials credentials, SslContextBuilder builder) {
        TlsKeyMaterial material = options.keyMaterial();
        if (material != null && material.trust() != null) {
            builder.trustManager(material.trust());
        } else if (!credentials.authorities().isEmpty()) {
            builder.trustManager(credentials.authorities());
        }
    }

    /** The server's side of TLS for one connection. Its owner watches over the time of the handshake. */
    SslHandler newHandler(ByteBufAllocator allocator) {
        SSLEngine engine = context.newEngine(allocator);
        if (groups != null) {
            SSLParameters parameters = engine.getSSLParameters();
            groups.applyTo(parameters);
            engine.setSSLParameters(parameters);
        }
        SslHandler handler = new SslHandler(engine);
        handler.setHandshakeTimeoutMillis(0);
        handler.setCloseNotifyFlushTimeoutMillis(LAST_ALERT_MILLIS);
        return handler;
    }

    /** Whether the client's public key is among the pinned ones, if there are any. */
    boolean isPinned(List<X509Certificate> peer) {
        if (options.pinnedCerts().isEmpty()) {
            return true;
        }
        return !peer.isEmpty() && options.pinnedCerts().contains(keyDigest(peer.get(0)));
    }

    /** SHA-256 of the SubjectPublicKeyInfo in lower-case hex. */
    private static String keyDigest(X509Certificate certificate) {
        try {
            byte[] info = certificate.getPublicKey().getEncoded();
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(info));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("The JDK has no SHA-256", e);
        }
    }

    boolean allowNonTls() {
        return allowNonTls;
    }

    HandshakeLimiter limiter() {
        return limiter;
    }

    /** The time for a handshake, in nanoseconds. */
    long timeoutNanos() {
        return options.timeout().toNanos();
    }

    /** Whether INFO is held back for a client that begins with the handshake. */
    boolean isHandshakeFirst() {
        return options.handshakeFirst().mode() != HandshakeFirst.Mode.OFF;
    }

    /** How long INFO is held back at most, in nanoseconds; 0 if it never comes before the handshake. */
    long fallbackNanos() {
        return options.handshakeFirst().fallback().toNanos();
    }
}
