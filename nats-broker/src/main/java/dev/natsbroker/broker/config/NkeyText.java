package dev.natsbroker.broker.config;

/** The form of public NKeys: base 32 of a prefix, 32 bytes of key and a checksum. */
final class NkeyText {
    static final int ACCOUNT = 0;
    static final int USER = 20 << 3;

    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final int TEXT_LENGTH = 56;
    private static final int BYTES = 35;
    private static final int CRC_POLYNOMIAL = 0x1021;

    private NkeyText() {}

    /** Whether the text is a public key of the kind with this prefix byte. */
    static boolean isPublic(String text, int prefix) {
        if (text.length() != TEXT_LENGTH) {
            return false;
        }
        byte[] bytes = new byte[BYTES];
        long pending = 0;
        int bits = 0;
        int count = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = ALPHABET.indexOf(text.charAt(i));
            if (digit < 0) {
                return false;
            }
            pending = pending << 5 | digit;
            bits += 5;
            if (bits >= 8) {
                bits -= 8;
                bytes[count++] = (byte) (pending >> bits);
            }
        }
        int checksum = bytes[33] & 0xFF | (bytes[34] & 0xFF) << 8;
        return (bytes[0] & 0xFF) == prefix && crc16(bytes, BYTES - 2) == checksum;
    }

    private static int crc16(byte[] bytes, int length) {
        int crc = 0;
        for (int i = 0; i < length; i++) {
            crc ^= (bytes[i] & 0xFF) << 8;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 0x8000) == 0 ? crc << 1 : crc << 1 ^ CRC_POLYNOMIAL;
            }
        }
        return crc & 0xFFFF;
    }
}
