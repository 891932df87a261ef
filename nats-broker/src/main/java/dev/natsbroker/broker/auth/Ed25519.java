package dev.natsbroker.broker.auth;

import java.io.Serial;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;

/** Ed25519 (RFC 8032) of the JDK, on the raw 32-byte keys that NKeys hold. */
final class Ed25519 {
    private static final String ALGORITHM = "Ed25519";
    private static final int KEY_BYTES = 32;

    private Ed25519() {}

    static byte[] publicKey(byte[] seed) {
        try {
            // the JDK derives a public key only while it generates a pair, so the generator is fed with the seed
            KeyPairGenerator generator = KeyPairGenerator.getInstance(ALGORITHM);
            generator.initialize(NamedParameterSpec.ED25519, new FixedRandom(seed));
            return encode(((EdECPublicKey) generator.generateKeyPair().getPublic()).getPoint());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK cannot generate Ed25519 keys", e);
        }
    }

    static byte[] sign(byte[] seed, byte[] data) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(KeyFactory.getInstance(ALGORITHM)
                    .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed)));
            signature.update(data);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK cannot sign with Ed25519", e);
        }
    }

    static boolean verify(byte[] publicKey, byte[] data, byte[] signed) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initVerify(KeyFactory.getInstance(ALGORITHM)
                    .generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, decode(publicKey))));
            signature.update(data);
            return signature.verify(signed);
        } catch (GeneralSecurityException notAKeyOrSignature) {
            return false;
        }
    }

    /** The y coordinate in little-endian order; the highest bit is the parity of x. */
    private static EdECPoint decode(byte[] publicKey) {
        byte[] y = reversed(publicKey);
        boolean xOdd = (y[0] & 0x80) != 0;
        y[0] &= 0x7F;
        return new EdECPoint(xOdd, new BigInteger(1, y));
    }

    private static byte[] encode(EdECPoint point) {
        byte[] y = point.getY().toByteArray();
        byte[] padded = new byte[KEY_BYTES];
        System.arraycopy(y, 0, padded, KEY_BYTES - y.length, y.length);
        if (point.isXOdd()) {
            padded[0] |= (byte) 0x80;
        }
        return reversed(padded);
    }

    private static byte[] reversed(byte[] bytes) {
        byte[] reversed = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            reversed[i] = bytes[bytes.length - 1 - i];
        }
        return reversed;
    }

    /** Gives out the seed in place of random bytes. */
    private static final class FixedRandom extends SecureRandom {
        @Serial
        private static final long serialVersionUID = 1;

        private final byte[] seed;

        FixedRandom(byte[] seed) {
            this.seed = seed;
        }

        @Override
        public void nextBytes(byte[] bytes) {
            System.arraycopy(seed, 0, bytes, 0, bytes.length);
        }
    }
}
