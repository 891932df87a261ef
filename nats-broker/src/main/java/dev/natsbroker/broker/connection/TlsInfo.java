package dev.natsbroker.broker.connection;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * What a TLS handshake agreed on.
 *
 * @param version e.g. {@code TLSv1.3}
 * @param cipherSuite the IANA name
 * @param peerCertificates the client's chain, its own first; empty if it sent none
 * @param first whether the handshake came before INFO
 */
public record TlsInfo(String version, String cipherSuite, List<X509Certificate> peerCertificates, boolean first) {}
