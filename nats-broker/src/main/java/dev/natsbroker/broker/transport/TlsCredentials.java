package dev.natsbroker.broker.transport;

import dev.natsbroker.broker.config.TlsCertificate;
import dev.natsbroker.broker.config.TlsOptions;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/**
 * What the files of TLS options hold.
 *
 * @param pairs the server's certificates with their keys; empty if code provides them
 * @param authorities whose client certificates are valid; empty for those that the system or code trusts
 */
record TlsCredentials(List<TlsKeyPair> pairs, List<X509Certificate> authorities) {

    /** @throws TlsSetupException if something is missing, unreadable or of no use */
    static TlsCredentials load(TlsOptions options) {
        List<TlsKeyPair> pairs = options.keyMaterial() == null ? pairs(options) : List.of();
        Path caFile = options.caFile();
        return new TlsCredentials(pairs, caFile == null ? List.of() : authorities(caFile));
    }

    private static List<TlsKeyPair> pairs(TlsOptions options) {
        Path certFile = options.certFile();
        Path keyFile = options.keyFile();
        if (certFile == null && keyFile == null && !options.certs().isEmpty()) {
            return numberedPairs(options.certs());
        }
        if (certFile == null) {
            throw new TlsSetupException("missing 'cert_file' in TLS configuration");
        }
        if (!options.certs().isEmpty()) {
            throw new TlsSetupException(
                    "error parsing tls config, cannot combine 'cert_file' option with 'certs' option");
        }
        if (keyFile == null) {
            throw new TlsSetupException("missing 'key_file' in TLS configuration");
        }
        return List.of(pair(new TlsCertificate(certFile, keyFile), ""));
    }

    private static List<TlsKeyPair> numberedPairs(List<TlsCertificate> certs) {
        List<TlsKeyPair> pairs = new ArrayList<>();
        for (TlsCertificate files : certs) {
            pairs.add(pair(files, " " + (pairs.size() + 1) + "/" + certs.size()));
        }
        return pairs;
    }

    private static TlsKeyPair pair(TlsCertificate files, String position) {
        try {
            return TlsKeyPair.load(files);
        } catch (TlsSetupException e) {
            throw new TlsSetupException(
                    "error parsing X509 certificate/key pair" + position + ": " + e.getMessage(), e);
        }
    }

    private static List<X509Certificate> authorities(Path caFile) {
        List<X509Certificate> authorities = TlsKeyPair.certificates(PemFile.read(caFile));
        if (authorities.isEmpty()) {
            throw new TlsSetupException("failed to parse root ca certificate");
        }
        return authorities;
    }

    /** All certificates that are named here. */
    List<X509Certificate> certificates() {
        List<X509Certificate> all = new ArrayList<>(authorities);
        pairs.forEach(pair -> all.addAll(pair.chain()));
        return all;
    }
}
