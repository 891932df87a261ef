package dev.natsbroker.broker.auth;

import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A NATS key: an Ed25519 key whose text form says what it belongs to. A public key is the base32 text of
 *
 * <pre>
 *  0          1                          33        35
 *  | prefix   | public key (32 bytes)    | CRC-16  |
 * </pre>
 *
 * and a seed, which holds the private key, that of
 *
 * <pre>
 *  0                       2             34        36
 *  | prefixes (5 + 5 + 6)  | seed (32)   | CRC-16  |
 * </pre>
 *
 * with the checksum (XMODEM) in little-endian order. The prefix is chosen so that the first letter of the text names the
 * type: {@code U…} is a user, {@code SU…} the seed of one. Immutable.
 *
 * @see <a href="https://docs.nats.io/running-a-nats-service/configuration/securing_nats/auth_intro/nkey_auth">NKeys</a>
 */
public final class NKey {
    private static final int SEED_PREFIX = 18 << 3;
    private static final int KEY_BYTES = 32;

    private final Type type;
    private final byte[] publicBytes;
    private final byte @Nullable [] seedBytes;

    private NKey(Type type, byte[] publicBytes, byte @Nullable [] seedBytes) {
        this.type = type;
        this.publicBytes = publicBytes;
        this.seedBytes = seedBytes;
    }

    /** What a key belongs to. */
    public enum Type {
        OPERATOR('O'),
        ACCOUNT('A'),
        USER('U'),
        SERVER('N'),
        CLUSTER('C'),
        CURVE('X');

        private final int prefix;

        Type(char letter) {
            this.prefix = (letter - 'A') << 3;
        }

        private static @Nullable Type of(int prefix) {
            for (Type type : values()) {
                if (type.prefix == prefix) {
                    return type;
                }
            }
            return null;
        }

        private String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @throws InvalidNKeyException when the text is not a public key of any type */
    public static NKey ofPublicKey(String text) {
        byte[] raw = checked(text);
        Type type = raw == null || raw.length != 1 + KEY_BYTES ? null : Type.of(raw[0] & 0xFF);
        if (raw == null || type == null) {
            throw new InvalidNKeyException("\"" + text + "\" is not a public NKey: expected 56 characters of base32 "
                    + "that begin with one of O, A, U, N, C, X and end with a checksum");
        }
        return new NKey(type, Arrays.copyOfRange(raw, 1, raw.length), null);
    }

    /** @throws InvalidNKeyException when the text is not a seed; the message does not show it */
    public static NKey ofSeed(String text) {
        byte[] raw = checked(text);
        if (raw == null || raw.length != 2 + KEY_BYTES || (raw[0] & 0xF8) != SEED_PREFIX) {
            throw invalidSeed();
        }
        Type type = Type.of(((raw[0] & 0x07) << 5) | ((raw[1] & 0xF8) >>> 3));
        if (type == null) {
            throw invalidSeed();
        }
        return ofSeed(type, Arrays.copyOfRange(raw, 2, raw.length));
    }

    /** A new key pair. */
    public static NKey generate(Type type, RandomGenerator random) {
        byte[] seed = new byte[KEY_BYTES];
        random.nextBytes(seed);
        return ofSeed(type, seed);
    }

    /**
     * The text of a public key that nobody has the private key of: a unique name in the form of an NKey, made without
     * loading any cryptography.
     */
    public static String randomPublicKey(Type type, RandomGenerator random) {
        byte[] bytes = new byte[KEY_BYTES];
        random.nextBytes(bytes);
        return new NKey(type, bytes, null).publicKey();
    }

    /** Whether the text is a public key of this type. */
    public static boolean isPublicKey(Type type, String text) {
        byte[] raw = checked(text);
        return raw != null && raw.length == 1 + KEY_BYTES && (raw[0] & 0xFF) == type.prefix;
    }

    /**
     * The bytes of a signature that a client sent: base64url without padding, or else standard base64. Null when it is
     * neither.
     */
    public static byte @Nullable [] decodeSignature(String text) {
        byte[] signature = text.indexOf('=') >= 0 ? null : decode(Base64.getUrlDecoder(), text);
        // the standard alphabet is only accepted with its padding, as in nats-server
        return signature != null || text.length() % 4 != 0 ? signature : decode(Base64.getDecoder(), text);
    }

    public Type type() {
        return type;
    }

    public boolean hasSeed() {
        return seedBytes != null;
    }

    /** The text of the public key. */
    public String publicKey() {
        byte[] raw = new byte[1 + KEY_BYTES + Short.BYTES];
        raw[0] = (byte) type.prefix;
        System.arraycopy(publicBytes, 0, raw, 1, KEY_BYTES);
        return withChecksum(raw);
    }

    /**
     * The text of the seed.
     *
     * @throws IllegalStateException when only the public key is known
     */
    public String seed() {
        byte[] raw = new byte[2 + KEY_BYTES + Short.BYTES];
        raw[0] = (byte) (SEED_PREFIX | (type.prefix >>> 5));
        raw[1] = (byte) ((type.prefix & 0x1F) << 3);
        System.arraycopy(requireSeed(), 0, raw, 2, KEY_BYTES);
        return withChecksum(raw);
    }

    /**
     * The Ed25519 signature of the data, 64 bytes.
     *
     * @throws IllegalStateException when only the public key is known
     */
    public byte[] sign(byte[] data) {
        return Ed25519.sign(requireSeed(), data);
    }

    /** Whether the signature of the data was made with this key; false for any malformed signature or key. */
    public boolean verify(byte[] data, byte[] signature) {
        return Ed25519.verify(publicBytes, data, signature);
    }

    private static NKey ofSeed(Type type, byte[] seed) {
        if (type == Type.CURVE) {
            throw new InvalidNKeyException("a curve key (X) cannot sign; use an Ed25519 key");
        }
        return new NKey(type, Ed25519.publicKey(seed), seed);
    }

    private byte[] requireSeed() {
        if (seedBytes == null) {
            throw new IllegalStateException("only the public part of the " + type.label() + " key is known");
        }
        return seedBytes;
    }

    private static InvalidNKeyException invalidSeed() {
        return new InvalidNKeyException("not an NKey seed: expected 58 characters of base32 that begin with S and the "
                + "letter of the type and end with a checksum");
    }

    private static byte @Nullable [] decode(Base64.Decoder decoder, String text) {
        try {
            return decoder.decode(text);
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }

    /** The decoded bytes without the checksum, or null when it is missing or wrong. */
    private static byte @Nullable [] checked(String text) {
        byte[] raw = Base32.decode(text);
        if (raw == null || raw.length < 1 + Short.BYTES) {
            return null;
        }
        int length = raw.length - Short.BYTES;
        int expected = (raw[length] & 0xFF) | ((raw[length + 1] & 0xFF) << 8);
        return crc16(raw, length) == expected ? Arrays.copyOf(raw, length) : null;
    }

    private static String withChecksum(byte[] raw) {
        int crc = crc16(raw, raw.length - Short.BYTES);
        raw[raw.length - 2] = (byte) crc;
        raw[raw.length - 1] = (byte) (crc >>> 8);
        return Base32.encode(raw);
    }

    private static int crc16(byte[] data, int length) {
        int crc = 0;
        for (int i = 0; i < length; i++) {
            crc ^= (data[i] & 0xFF) << 8;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 0x8000) != 0 ? (crc << 1) ^ 0x1021 : crc << 1;
            }
        }
        return crc & 0xFFFF;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof NKey key && type == key.type && Arrays.equals(publicBytes, key.publicBytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(publicBytes);
    }

    /** The public key. */
    @Override
    public String toString() {
        return publicKey();
    }
}
