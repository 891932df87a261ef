package dev.natsbroker.broker.transport;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.List;

/**
 * Private keys from PEM blocks: PKCS#8 ({@code PRIVATE KEY}) as the JDK reads it, and the older forms PKCS#1
 * ({@code RSA PRIVATE KEY}) and SEC 1 ({@code EC PRIVATE KEY}), which need only be wrapped to become PKCS#8.
 */
final class PrivateKeys {
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS");

    private static final int INTEGER = 0x02;
    private static final int OCTET_STRING = 0x04;
    private static final int SEQUENCE = 0x30;
    /** The curve in a SEC 1 key: {@code parameters [0]}. */
    private static final int CONTEXT_0 = 0xA0;

    private static final byte[] VERSION_0 = {INTEGER, 1, 0};
    /** rsaEncryption (1.2.840.113549.1.1.1) with its NULL parameters. */
    private static final byte[] RSA_ALGORITHM = {
        SEQUENCE, 13, 0x06, 9, 0x2A, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xF7, 0x0D, 1, 1, 1, 0x05, 0
    };
    /** id-ecPublicKey (1.2.840.10045.2.1); the curve follows. */
    private static final byte[] EC_PUBLIC_KEY = {0x06, 7, 0x2A, (byte) 0x86, 0x48, (byte) 0xCE, 0x3D, 2, 1};

    private PrivateKeys() {}

    /** @throws TlsSetupException if the block holds no key that the JDK can use */
    static PrivateKey parse(PemFile.Block block, Path path) {
        if (block.encrypted()) {
            throw new TlsSetupException("tls: failed to parse private key: " + path
                    + " is encrypted with a password; give a key without one (openssl pkey -in " + path + " -out ...)");
        }
        byte[] pkcs8 = switch (block.type()) {
            case "RSA PRIVATE KEY" -> fromPkcs1(block.content());
            case "EC PRIVATE KEY" -> fromSec1(block.content(), path);
            default -> block.content();
        };
        return parsePkcs8(pkcs8, path);
    }

    private static PrivateKey parsePkcs8(byte[] pkcs8, Path path) {
        PKCS8EncodedKeySpec encoded = new PKCS8EncodedKeySpec(pkcs8);
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
            } catch (InvalidKeySpecException e) {
                // a key of another algorithm
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("The JDK has no " + algorithm, e);
            }
        }
        throw new TlsSetupException("tls: failed to parse private key: " + path + " holds no RSA, EC or Ed25519 key"
                + " (curves: P-256, P-384, P-521)");
    }

    static byte[] fromPkcs1(byte[] pkcs1) {
        return element(SEQUENCE, VERSION_0, RSA_ALGORITHM, element(OCTET_STRING, pkcs1));
    }

    private static byte[] fromSec1(byte[] sec1, Path path) {
        byte[] algorithm = element(SEQUENCE, EC_PUBLIC_KEY, curveOf(sec1, path));
        return element(SEQUENCE, VERSION_0, algorithm, element(OCTET_STRING, sec1));
    }

    /** The identifier of the curve, which stands behind version and key. */
    private static byte[] curveOf(byte[] sec1, Path path) {
        try {
            Der key = new Der(sec1).enter(SEQUENCE).skip(INTEGER).skip(OCTET_STRING);
            return key.enter(CONTEXT_0).rest();
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new TlsSetupException("tls: failed to parse private key: " + path + " names no curve", e);
        }
    }

    private static byte[] element(int tag, byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(length + 6);
        out.write(tag);
        writeLength(length, out);
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static void writeLength(int length, ByteArrayOutputStream out) {
        if (length < 0x80) {
            out.write(length);
            return;
        }
        int bytes = (Integer.SIZE - Integer.numberOfLeadingZeros(length) + 7) / 8;
        out.write(0x80 | bytes);
        for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) {
            out.write(length >>> shift);
        }
    }

    /** Walks through the elements of DER. */
    private static final class Der {
        private final byte[] bytes;
        private int position;
        private int end;

        Der(byte[] bytes) {
            this.bytes = bytes;
            this.end = bytes.length;
        }

        Der enter(int tag) {
            end = contentEnd(tag);
            return this;
        }

        Der skip(int tag) {
            position = contentEnd(tag);
            return this;
        }

        byte[] rest() {
            return Arrays.copyOfRange(bytes, position, end);
        }

        /** Moves to the content of the element here, and tells where it ends. */
        private int contentEnd(int tag) {
            if ((bytes[position++] & 0xFF) != tag) {
                throw new IllegalArgumentException("no element " + tag + " at " + (position - 1));
            }
            int length = bytes[position++] & 0xFF;
            if (length > 0x7F) {
                int count = length & 0x7F;
                length = 0;
                for (int i = 0; i < count; i++) {
                    length = length << 8 | bytes[position++] & 0xFF;
                }
            }
            if (length < 0 || length > end - position) {
                throw new IllegalArgumentException("element beyond the end");
            }
            return position + length;
        }
    }
}
