package dev.natsbroker.broker.protocol;

import java.nio.charset.StandardCharsets;

/** The verbs that a client may send; letters of either case count as equal. */
enum Verb {
    CONNECT("connect"),
    PUB("pub"),
    HPUB("hpub"),
    SUB("sub"),
    UNSUB("unsub"),
    PING("ping"),
    PONG("pong"),
    OK("+ok"),
    ERR("-err"),
    INFO("info");

    private final byte[] letters;

    Verb(String letters) {
        this.letters = letters.getBytes(StandardCharsets.US_ASCII);
    }

    int length() {
        return letters.length;
    }

    /** Whether the bytes at {@code at} are this verb, as far as there are bytes. */
    boolean matches(byte[] bytes, int at, int to) {
        int available = Math.min(letters.length, to - at);
        for (int i = 0; i < available; i++) {
            byte b = bytes[at + i];
            byte lower = b >= 'A' && b <= 'Z' ? (byte) (b | 0x20) : b;
            if (lower != letters[i]) {
                return false;
            }
        }
        return true;
    }
}
