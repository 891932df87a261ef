package dev.natsbroker.broker.runtime;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Builds messages for syslog in the two forms of Go's {@code log/syslog}: for a server elsewhere
 * {@code <5>2006-01-02T15:04:05Z host tag[pid]: text}, for the one of this machine {@code <29>Jan  2 15:04:05 tag[pid]: text}.
 * Not thread-safe.
 */
final class SyslogLine {
    private static final DateTimeFormatter REMOTE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssXXX", Locale.ROOT);
    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("MMM ppd HH:mm:ss", Locale.ENGLISH);
    /** The facility {@code daemon}; nats-server sends none to a server elsewhere. */
    private static final int DAEMON = 3 << 3;

    private final BrokerClock clock;
    private final ZoneId zone = ZoneId.systemDefault();
    private final @Nullable String host;
    private final String tag;
    private long second = Long.MIN_VALUE;
    private String secondText = "";

    /**
     * Messages of a process.
     *
     * @param host this machine's name for a syslog server elsewhere; null for the local one
     * @param tag the name and number of the process
     */
    SyslogLine(BrokerClock clock, @Nullable String host, String tag) {
        this.clock = clock;
        this.host = host;
        this.tag = tag;
    }

    byte[] format(ServerLog.Level level, String text) {
        int priority = (host == null ? DAEMON : 0) + severity(level);
        String message =
                "<" + priority + ">" + time() + (host == null ? " " : " " + host + " ") + tag + ": " + text + "\n";
        return message.getBytes(StandardCharsets.UTF_8);
    }

    private String time() {
        Instant now = clock.now();
        if (now.getEpochSecond() != second) {
            second = now.getEpochSecond();
            secondText = (host == null ? LOCAL : REMOTE).format(now.atZone(zone));
        }
        return secondText;
    }

    private static int severity(ServerLog.Level level) {
        return switch (level) {
            case FATAL -> 2;
            case ERROR -> 3;
            case WARN -> 4;
            case INFO, TRACE -> 5;
            case DEBUG -> 7;
        };
    }
}
