package dev.natsbroker.broker.config;

import java.nio.file.Path;

/**
 * A certificate with its key.
 *
 * @param certFile certificate chain, PEM
 * @param keyFile private key, PEM
 */
public record TlsCertificate(Path certFile, Path keyFile) {}
