package dev.natsbroker.broker.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.natsbroker.broker.config.ResponseOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ResponsePermitsTest {
    private long now = Long.MAX_VALUE - 5;

    @Test
    void shouldAllowAsManyResponsesAsConfigured() {
        ResponsePermits permits = permits(2, Duration.ofSeconds(1));
        allow(permits, "r");

        assertThat(use(permits, "other")).isFalse();
        assertThat(use(permits, "r")).isTrue();
        assertThat(use(permits, "r")).isTrue();
        assertThat(use(permits, "r")).isFalse();
    }

    @Test
    void shouldStartAnewWhenReplyIsReceivedAgain() {
        ResponsePermits permits = permits(1, Duration.ofNanos(10));
        allow(permits, "r");
        now += 8;
        allow(permits, "r");
        now += 8;

        assertThat(use(permits, "r")).isTrue();
    }

    @Test
    void shouldExpire() {
        ResponsePermits permits = permits(5, Duration.ofNanos(10));
        allow(permits, "r");
        now += 10;
        assertThat(use(permits, "r")).isTrue();
        now += 1;
        assertThat(use(permits, "r")).isFalse();
    }

    @Test
    void shouldKeepNothingThatExpiredOrIsUsedUp() {
        ResponsePermits permits = permits(1, Duration.ofNanos(10));
        for (int i = 0; i < 1_000; i++) {
            allow(permits, "r" + i);
            now++;
        }
        assertThat(permits.size()).isEqualTo(11);
        for (int i = 980; i < 1_000; i++) {
            use(permits, "r" + i);
        }
        assertThat(permits.size()).isLessThanOrEqualTo(1);
    }

    @Test
    void shouldNeitherCountNorExpireWithNegativeLimits() {
        ResponsePermits permits = permits(-1, Duration.ofSeconds(-1));
        allow(permits, "r");
        now += Duration.ofDays(1_000).toNanos();

        for (int i = 0; i < 100; i++) {
            assertThat(use(permits, "r")).isTrue();
        }
    }

    private ResponsePermits permits(int max, Duration expires) {
        return new ResponsePermits(new ResponseOptions(max, expires), () -> now);
    }

    private static void allow(ResponsePermits permits, String reply) {
        byte[] b = ("-" + reply + "-").getBytes(StandardCharsets.UTF_8);
        permits.allow(b, 1, b.length - 2);
    }

    private static boolean use(ResponsePermits permits, String subject) {
        byte[] b = subject.getBytes(StandardCharsets.UTF_8);
        return permits.use(b, 0, b.length);
    }
}
