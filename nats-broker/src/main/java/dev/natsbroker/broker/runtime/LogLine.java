package dev.natsbroker.broker.runtime;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/**
 * Builds log lines of the form {@code [pid] 2006/01/02 15:04:05.000000 [INF] text} as bytes, in a buffer that is used again, so
 * that tracing makes little garbage. Not thread-safe.
 */
final class LogLine {
    private static final DateTimeFormatter SECOND = DateTimeFormatter.ofPattern("yyyy/MM/dd HH:mm:ss.");
    private static final int FIRST_BYTES = 512;
    /** A buffer that one long line has made larger than this is not kept. */
    private static final int KEPT_BYTES = 64 << 10;

    private static final int MICROSECOND_DIGITS = 6;

    private final BrokerClock clock;
    /** The zone of the time; null for lines without a time. */
    private final @Nullable ZoneId zone;

    private final byte[] start;
    private final byte[][] labels;
    private long second = Long.MIN_VALUE;
    private byte[] secondText = {};
    private byte[] bytes = new byte[FIRST_BYTES];
    private int length;

    /**
     * Lines of process {@code pid}.
     *
     * @param zone of the time; null for lines without a time
     * @param colored whether the labels have colours, for a terminal
     */
    LogLine(BrokerClock clock, long pid, @Nullable ZoneId zone, boolean colored) {
        this.clock = clock;
        this.zone = zone;
        this.start = ascii("[" + pid + "] ");
        ServerLog.Level[] levels = ServerLog.Level.values();
        this.labels = new byte[levels.length][];
        for (ServerLog.Level level : levels) {
            labels[level.ordinal()] = ascii("[" + (colored ? colored(level) : level.label()) + "] ");
        }
    }

    private static String colored(ServerLog.Level level) {
        String color = switch (level) {
            case INFO -> "32";
            case WARN -> "0;93";
            case ERROR, FATAL -> "31";
            case DEBUG -> "36";
            case TRACE -> "33";
        };
        return "\u001b[" + color + "m" + level.label() + "\u001b[0m";
    }

    /** Builds a line; {@link #bytes} and {@link #length} hold it until the next call. */
    void format(ServerLog.Level level, String text) {
        if (bytes.length > KEPT_BYTES) {
            bytes = new byte[FIRST_BYTES];
        }
        length = 0;
        append(start);
        if (zone != null) {
            appendTime(clock.now(), zone);
        }
        append(labels[level.ordinal()]);
        append(text);
        append('\n');
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    private void appendTime(Instant now, ZoneId of) {
        if (now.getEpochSecond() != second) {
            second = now.getEpochSecond();
            secondText = ascii(SECOND.format(LocalDateTime.ofInstant(now, of)));
        }
        append(secondText);
        reserve(MICROSECOND_DIGITS);
        int rest = now.getNano() / 1000;
        for (int i = length + MICROSECOND_DIGITS - 1; i >= length; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += MICROSECOND_DIGITS;
        append(' ');
    }

    /** Appends text in UTF-8; nearly all of it is ASCII and needs no encoder. */
    private void append(String text) {
        reserve(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                append(text.substring(i).getBytes(StandardCharsets.UTF_8));
                return;
            }
            bytes[length++] = (byte) c;
        }
    }

    private void append(byte[] more) {
        reserve(more.length);
        System.arraycopy(more, 0, bytes, length, more.length);
        length += more.length;
    }

    private void append(char ascii) {
        reserve(1);
        bytes[length++] = (byte) ascii;
    }

    private void reserve(int more) {
        if (length + more > bytes.length) {
            byte[] larger = new byte[Math.max(bytes.length * 2, length + more + FIRST_BYTES)];
            System.arraycopy(bytes, 0, larger, 0, length);
            bytes = larger;
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
