package dev.natsbroker.broker.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * TLS of a listener, from PEM files or from ready key material.
 * The files are read when the listener starts, not here.
 *
 * @param certFile server certificate chain, PEM
 * @param keyFile private key of the certificate, PEM
 * @param caFile certificates that client certificates are checked against, PEM; null for the system's
 * @param certs further certificate and key files
 * @param keyMaterial keys and trust given by code in place of files
 * @param verify whether clients must present a valid certificate
 * @param verifyAndMap whether the client certificate also names the user
 * @param insecure whether the peer's certificate is not checked
 * @param cipherSuites names of the cipher suites in order of preference; empty for the default
 * @param allowInsecureCipherSuites whether weak cipher suites may be listed
 * @param curvePreferences names of the key exchange groups in order of preference; empty for the default
 * @param minVersion oldest protocol version that is accepted
 * @param timeout time for the handshake
 * @param handshakeFirst whether the handshake comes before INFO
 * @param connectionRateLimit handshakes per second; 0 for no limit
 * @param pinnedCerts SHA-256 of accepted client public keys, lower-case hex; empty for any
 */
public record TlsOptions(
        @Nullable Path certFile,
        @Nullable Path keyFile,
        @Nullable Path caFile,
        List<TlsCertificate> certs,
        @Nullable TlsKeyMaterial keyMaterial,
        boolean verify,
        boolean verifyAndMap,
        boolean insecure,
        List<String> cipherSuites,
        boolean allowInsecureCipherSuites,
        List<String> curvePreferences,
        TlsVersion minVersion,
        Duration timeout,
        HandshakeFirst handshakeFirst,
        long connectionRateLimit,
        Set<String> pinnedCerts) {

    /** Checks the ranges and copies the collections. */
    public TlsOptions {
        certs = List.copyOf(certs);
        cipherSuites = List.copyOf(cipherSuites);
        curvePreferences = List.copyOf(curvePreferences);
        pinnedCerts = Set.copyOf(pinnedCerts);
    }

    /** The values that hold when nothing is configured. */
    public static TlsOptions defaults() {
        return builder().build();
    }

    /** A builder that starts with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder that starts with these values. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.certFile = certFile;
        builder.keyFile = keyFile;
        builder.caFile = caFile;
        builder.certs = certs;
        builder.keyMaterial = keyMaterial;
        builder.verify = verify;
        builder.verifyAndMap = verifyAndMap;
        builder.insecure = insecure;
        builder.cipherSuites = cipherSuites;
        builder.allowInsecureCipherSuites = allowInsecureCipherSuites;
        builder.curvePreferences = curvePreferences;
        builder.minVersion = minVersion;
        builder.timeout = timeout;
        builder.handshakeFirst = handshakeFirst;
        builder.connectionRateLimit = connectionRateLimit;
        builder.pinnedCerts = pinnedCerts;
        return builder;
    }

    /** Builds {@link TlsOptions}; each method sets the component of its name. Not thread-safe. */
    public static final class Builder {
        private @Nullable Path certFile;
        private @Nullable Path keyFile;
        private @Nullable Path caFile;
        private List<TlsCertificate> certs = List.of();
        private @Nullable TlsKeyMaterial keyMaterial;
        private boolean verify;
        private boolean verifyAndMap;
        private boolean insecure;
        private List<String> cipherSuites = List.of();
        private boolean allowInsecureCipherSuites;
        private List<String> curvePreferences = List.of();
        private TlsVersion minVersion = TlsVersion.TLS_1_2;
        private Duration timeout = Duration.ofSeconds(2);
        private HandshakeFirst handshakeFirst = HandshakeFirst.OFF;
        private long connectionRateLimit;
        private Set<String> pinnedCerts = Set.of();

        private Builder() {}

        public Builder certFile(@Nullable Path certFile) {
            this.certFile = certFile;
            return this;
        }

        public Builder keyFile(@Nullable Path keyFile) {
            this.keyFile = keyFile;
            return this;
        }

        public Builder caFile(@Nullable Path caFile) {
            this.caFile = caFile;
            return this;
        }

        public Builder certs(List<TlsCertificate> certs) {
            this.certs = certs;
            return this;
        }

        public Builder keyMaterial(@Nullable TlsKeyMaterial keyMaterial) {
            this.keyMaterial = keyMaterial;
            return this;
        }

        public Builder verify(boolean verify) {
            this.verify = verify;
            return this;
        }

        public Builder verifyAndMap(boolean verifyAndMap) {
            this.verifyAndMap = verifyAndMap;
            return this;
        }

        public Builder insecure(boolean insecure) {
            this.insecure = insecure;
            return this;
        }

        public Builder cipherSuites(List<String> cipherSuites) {
            this.cipherSuites = cipherSuites;
            return this;
        }

        public Builder allowInsecureCipherSuites(boolean allowInsecureCipherSuites) {
            this.allowInsecureCipherSuites = allowInsecureCipherSuites;
            return this;
        }

        public Builder curvePreferences(List<String> curvePreferences) {
            this.curvePreferences = curvePreferences;
            return this;
        }

        public Builder minVersion(TlsVersion minVersion) {
            this.minVersion = minVersion;
            return this;
        }

        public Builder timeout(Duration timeout) {
            this.timeout = timeout;
            return this;
        }

        public Builder handshakeFirst(HandshakeFirst handshakeFirst) {
            this.handshakeFirst = handshakeFirst;
            return this;
        }

        public Builder connectionRateLimit(long connectionRateLimit) {
            this.connectionRateLimit = connectionRateLimit;
            return this;
        }

        public Builder pinnedCerts(Set<String> pinnedCerts) {
            this.pinnedCerts = pinnedCerts;
            return this;
        }

        /** The record; throws {@link IllegalArgumentException} for a value out of range. */
        public TlsOptions build() {
            return new TlsOptions(
                    certFile,
                    keyFile,
                    caFile,
                    certs,
                    keyMaterial,
                    verify,
                    verifyAndMap,
                    insecure,
                    cipherSuites,
                    allowInsecureCipherSuites,
                    curvePreferences,
                    minVersion,
                    timeout,
                    handshakeFirst,
                    connectionRateLimit,
                    pinnedCerts);
        }
    }
}
