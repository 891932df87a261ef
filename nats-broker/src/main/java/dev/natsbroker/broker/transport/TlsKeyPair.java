package dev.natsbroker.broker.transport;

import dev.natsbroker.broker.config.TlsCertificate;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/**
 * A certificate chain with the private key of its first certificate.
 *
 * @param chain the server's own certificate first
 * @param key known to fit it
 */
record TlsKeyPair(List<X509Certificate> chain, PrivateKey key) {

    /** @throws TlsSetupException if a file cannot be read or used, or the key belongs to another certificate */
    static TlsKeyPair load(TlsCertificate files) {
        PemFile certFile = PemFile.read(files.certFile());
        PemFile keyFile = PemFile.read(files.keyFile());
        List<X509Certificate> chain = certificates(certFile);
        if (chain.isEmpty()) {
            throw new TlsSetupException(noCertificate(certFile));
        }
        PrivateKey key = PrivateKeys.parse(keyBlock(keyFile), keyFile.path());
        requirePair(chain.get(0).getPublicKey(), key);
        return new TlsKeyPair(chain, key);
    }

    /** @throws TlsSetupException if a certificate in the file is damaged */
    static List<X509Certificate> certificates(PemFile file) {
        List<X509Certificate> certificates = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (PemFile.Block block : file.blocks()) {
                if (block.isCertificate()) {
                    certificates.add(
                            (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.content())));
                }
            }
        } catch (CertificateException e) {
            throw new TlsSetupException("x509: malformed certificate in " + file.path(), e);
        }
        return List.copyOf(certificates);
    }

    private static String noCertificate(PemFile file) {
        if (file.blocks().isEmpty()) {
            return "tls: failed to find any PEM data in certificate input";
        }
        if (file.blocks().stream().anyMatch(PemFile.Block::isPrivateKey)) {
            return "tls: failed to find certificate PEM data in certificate input, but did find a private key;"
                    + " PEM inputs may have been switched";
        }
        return "tls: failed to find \"CERTIFICATE\" PEM block in certificate input after skipping PEM blocks of the"
                + " following types: " + file.types();
    }

    private static PemFile.Block keyBlock(PemFile file) {
        for (PemFile.Block block : file.blocks()) {
            if (block.isPrivateKey()) {
                return block;
            }
        }
        if (file.blocks().isEmpty()) {
            throw new TlsSetupException("tls: failed to find any PEM data in key input");
        }
        if (file.blocks().stream().anyMatch(PemFile.Block::isCertificate)) {
            throw new TlsSetupException("tls: found a certificate rather than a key in the PEM for the private key");
        }
        throw new TlsSetupException("tls: failed to find PEM block with type ending in \"PRIVATE KEY\" in key input"
                + " after skipping PEM blocks of the following types: " + file.types());
    }

    private static void requirePair(PublicKey publicKey, PrivateKey key) {
        if (!publicKey.getAlgorithm().equals(key.getAlgorithm())) {
            throw new TlsSetupException("tls: private key type does not match public key type");
        }
        if (!verifies(publicKey, key)) {
            throw new TlsSetupException("tls: private key does not match public key");
        }
    }

    /** Signs something with one key and checks it with the other: that works alike for all kinds of keys. */
    private static boolean verifies(PublicKey publicKey, PrivateKey key) {
        byte[] text = {1, 2, 3, 4};
        try {
            Signature signature = Signature.getInstance(signatureAlgorithm(key));
            signature.initSign(key);
            signature.update(text);
            byte[] signed = signature.sign();
            signature.initVerify(publicKey);
            signature.update(text);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static String signatureAlgorithm(PrivateKey key) {
        return switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key.getAlgorithm();
        };
    }
}
