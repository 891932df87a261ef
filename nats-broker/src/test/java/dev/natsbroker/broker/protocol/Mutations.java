package dev.natsbroker.broker.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/** Makes bytes that a client should not send: valid operations with something wrong, and plain garbage. */
public final class Mutations {
    private static final String[] OPERATIONS = {
        "CONNECT {\"verbose\":false,\"pedantic\":false,\"headers\":true,\"no_responders\":true}\r\n",
        "CONNECT {\"name\":\"x\",\"echo\":false,\"protocol\":1}\r\n",
        "PING\r\n",
        "PONG\r\n",
        "+OK\r\n",
        "-ERR 'x'\r\n",
        "INFO {\"max_payload\":1}\r\n",
        "SUB foo.* 1\r\n",
        "SUB foo.> queue 22\r\n",
        "UNSUB 1\r\n",
        "UNSUB 22 5\r\n",
        "PUB foo.bar 5\r\nhello\r\n",
        "PUB foo.bar re.ply 0\r\n\r\n",
        "HPUB foo.bar 12 17\r\nNATS/1.0\r\n\r\nhello\r\n",
        "HPUB foo.bar re.ply 12 12\r\nNATS/1.0\r\n\r\n\r\n",
        "PUB foo..bar 2\r\n\r\n\r\n",
        "SUB \t foo \t 3 \r\n",
    };

    private static final String[] PIECES = {
        " ",
        "\t",
        "\r",
        "\n",
        "\r\n",
        "\u0000",
        "\u00ff",
        ".",
        "*",
        ">",
        "0",
        "-1",
        "999999999",
        "9999999999",
        "{",
        "}",
        "\"",
        "\\",
        "'",
        "PUB",
        "SUB ",
        "x".repeat(5000),
        "null",
    };

    private final Random random;

    /** The same seed makes the same bytes. */
    public Mutations(long seed) {
        random = new Random(seed);
    }

    /** What one misbehaving connection sends. */
    public byte[] connection() {
        if (random.nextInt(8) == 0) {
            byte[] garbage = new byte[1 + random.nextInt(300)];
            random.nextBytes(garbage);
            return garbage;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int count = 1 + random.nextInt(12);
        for (int i = 0; i < count; i++) {
            byte[] operation = OPERATIONS[random.nextInt(OPERATIONS.length)].getBytes(StandardCharsets.ISO_8859_1);
            out.writeBytes(random.nextInt(3) == 0 ? mutated(operation) : operation);
        }
        return out.toByteArray();
    }

    private byte[] mutated(byte[] operation) {
        byte[] bytes = operation;
        for (int i = 1 + random.nextInt(2); i > 0; i--) {
            bytes = mutatedOnce(bytes);
        }
        return bytes;
    }

    private byte[] mutatedOnce(byte[] bytes) {
        int at = random.nextInt(bytes.length + 1);
        return switch (random.nextInt(5)) {
            case 0 -> Arrays.copyOf(bytes, at);
            case 1 -> replaced(bytes, at, Math.min(bytes.length, at + 1 + random.nextInt(4)), new byte[0]);
            case 2 ->
                replaced(bytes, at, at, PIECES[random.nextInt(PIECES.length)].getBytes(StandardCharsets.ISO_8859_1));
            case 3 -> replaced(bytes, at, Math.min(bytes.length, at + 1), new byte[] {(byte) random.nextInt(256)});
            default -> replaced(bytes, at, at, bytes);
        };
    }

    private static byte[] replaced(byte[] bytes, int from, int to, byte[] with) {
        byte[] result = new byte[bytes.length - (to - from) + with.length];
        System.arraycopy(bytes, 0, result, 0, from);
        System.arraycopy(with, 0, result, from, with.length);
        System.arraycopy(bytes, to, result, from + with.length, bytes.length - to);
        return result;
    }
}
