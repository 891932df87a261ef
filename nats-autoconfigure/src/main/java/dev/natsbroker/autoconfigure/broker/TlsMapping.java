package dev.natsbroker.autoconfigure.broker;

import dev.natsbroker.broker.config.HandshakeFirst;
import dev.natsbroker.broker.config.TlsCertificate;
import dev.natsbroker.broker.config.TlsKeyMaterial;
import dev.natsbroker.broker.config.TlsOptions;
import dev.natsbroker.broker.config.TlsVersion;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslManagerBundle;

/** Maps TLS from files or an SSL bundle. */
final class TlsMapping {
    private static final String PREFIX = NatsBrokerProperties.PREFIX + ".tls.";

    private final Function<String, SslBundle> bundles;

    TlsMapping(Function<String, SslBundle> bundles) {
        this.bundles = bundles;
    }

    TlsOptions map(NatsBrokerProperties.Tls tls) {
        TlsOptions.Builder options = TlsOptions.builder();
        String bundleName = NatsBrokerOptionsMapper.textOrNull(tls.bundle());
        if (bundleName != null) {
            requireNoFiles(bundleName, tls);
            addBundle(options, bundles.apply(bundleName));
        }
        if (!tls.cipherSuites().isEmpty()) {
            options.cipherSuites(tls.cipherSuites());
        }
        if (tls.minVersion() != null) {
            options.minVersion(version(tls.minVersion()));
        }
        return options.certFile(tls.certFile())
                .keyFile(tls.keyFile())
                .caFile(tls.caFile())
                .certs(tls.certs().stream()
                        .map(pair -> new TlsCertificate(pair.certFile(), pair.keyFile()))
                        .toList())
                .verify(tls.verify() || tls.verifyAndMap())
                .verifyAndMap(tls.verifyAndMap())
                .insecure(tls.insecure())
                .allowInsecureCipherSuites(tls.allowInsecureCipherSuites())
                .curvePreferences(tls.curvePreferences())
                .timeout(tls.timeout().isZero() ? TlsOptions.defaults().timeout() : tls.timeout())
                .handshakeFirst(handshakeFirst(tls.handshakeFirst()))
                .connectionRateLimit(tls.connectionRateLimit())
                .pinnedCerts(tls.pinnedCerts().stream()
                        .map(hash -> hash.toLowerCase(Locale.ROOT))
                        .collect(Collectors.toSet()))
                .build();
    }

    private static void requireNoFiles(String bundle, NatsBrokerProperties.Tls tls) {
        boolean files = tls.certFile() != null
                || tls.keyFile() != null
                || tls.caFile() != null
                || !tls.certs().isEmpty();
        if (files) {
            throw new IllegalArgumentException(PREFIX + "bundle '" + bundle + "' is set beside files; "
                    + "keep the bundle, or cert-file, key-file, ca-file and certs");
        }
    }

    private static void addBundle(TlsOptions.Builder options, SslBundle bundle) {
        SslManagerBundle managers = bundle.getManagers();
        options.keyMaterial(new TlsKeyMaterial(managers.getKeyManagerFactory(), managers.getTrustManagerFactory()));
        String @Nullable [] ciphers = bundle.getOptions().getCiphers();
        if (ciphers != null) {
            options.cipherSuites(List.of(ciphers));
        }
        String @Nullable [] protocols = bundle.getOptions().getEnabledProtocols();
        if (protocols != null && !Arrays.asList(protocols).contains("TLSv1.2")) {
            options.minVersion(TlsVersion.TLS_1_3);
        }
    }

    private static TlsVersion version(String text) {
        for (TlsVersion version : TlsVersion.values()) {
            if (version.text().equals(text)) {
                return version;
            }
        }
        throw new IllegalArgumentException(PREFIX + "min-version '" + text + "' is not supported: use 1.2 or 1.3");
    }

    private static HandshakeFirst handshakeFirst(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "on" -> HandshakeFirst.ON;
            case "false", "off" -> HandshakeFirst.OFF;
            case "auto" -> HandshakeFirst.auto(HandshakeFirst.DEFAULT_FALLBACK);
            default -> HandshakeFirst.auto(fallback(text));
        };
    }

    private static Duration fallback(String text) {
        Duration fallback;
        try {
            fallback = DurationStyle.detectAndParse(text);
        } catch (IllegalArgumentException e) {
            fallback = Duration.ZERO;
        }
        if (fallback.isZero() || fallback.isNegative()) {
            throw new IllegalArgumentException(PREFIX + "handshake-first '" + text
                    + "' is invalid: use true, false, auto, or a time such as 250ms");
        }
        return fallback;
    }
}
