package dev.natsbroker.broker.jetstream.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is read and written in place: headers, TTLs, times. */
class PublishHeadersTest {
    private static PublishHeaders scan(String block) {
        PublishHeaders headers = new PublishHeaders();
        byte[] bytes = ("??" + block + "??").getBytes(StandardCharsets.UTF_8);
        headers.scan(bytes, 2, bytes.length - 4);
        return headers;
    }

    @ParameterizedTest
    @EnumSource(PublishHeader.class)
    void shouldFindEachHeader(PublishHeader header) {
        PublishHeaders headers = scan("NATS/1.0\r\nA: b\r\n" + header.headerName() + ":  v x \r\n\r\n");
        assertThat(headers.text(header)).isEqualTo("v x ");
        assertThat(headers.hasValue(header)).isTrue();
        assertThat(scan("NATS/1.0\r\n" + header.headerName().toLowerCase() + ": v\r\n\r\n")
                        .isEmpty())
                .isTrue();
        assertThat(scan("NATS/1.0\r\n" + header.headerName() + "x: v\r\n\r\n").isEmpty())
                .isTrue();
    }

    @Test
    void shouldTakeTheFirstOccurrence() {
        PublishHeaders headers = scan("NATS/1.0\r\nNats-TTL: 1\r\nNats-TTL: 2\r\nNats-Msg-Id:\r\n\r\n");
        assertThat(headers.number(PublishHeader.TTL)).isEqualTo(1);
        assertThat(headers.has(PublishHeader.MSG_ID)).isTrue();
        assertThat(headers.hasValue(PublishHeader.MSG_ID)).isFalse();
        assertThat(headers.text(PublishHeader.ROLLUP)).isEmpty();
    }

    @Test
    void shouldSurviveAnyBytes() {
        Random random = new Random(20_261_125);
        byte[] alphabet = "Nats-TTLMgId: \r\nK/1.0".getBytes(StandardCharsets.US_ASCII);
        PublishHeaders headers = new PublishHeaders();
        HeaderBlock block = new HeaderBlock();
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(40)];
            for (int at = 0; at < bytes.length; at++) {
                bytes[at] = alphabet[random.nextInt(alphabet.length)];
            }
            headers.scan(bytes, 0, bytes.length);
            block.copy(bytes, 0, bytes.length).remove("Nats-TTL");
            HeaderBlock.hasStatus(bytes, 0, bytes.length);
        }
        assertThat(headers).isNotNull();
    }

    @Test
    void shouldRewriteABlock() {
        byte[] bytes = "NATS/1.0\r\nA: 1\r\nNats-X: 2\r\nNats-Y: 3\r\nA: 4\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        HeaderBlock block = new HeaderBlock().copy(bytes, 0, bytes.length);
        assertThat(block.remove("A").set("B", "5").toByteArray())
                .asString()
                .isEqualTo("NATS/1.0\r\nNats-X: 2\r\nNats-Y: 3\r\nB: 5\r\n\r\n");
        assertThat(block.removePrefix("Nats-").remove("B").length()).isZero();
        assertThat(new HeaderBlock().copy(bytes, 0, 0).add("A", "b").toByteArray())
                .asString()
                .isEqualTo("NATS/1.0\r\nA: b\r\n\r\n");
    }

    @ParameterizedTest
    @CsvSource({
        "5,5",
        "1.9s,1",
        "never,-1",
        "NEVER,-1",
        "1m30s,90",
        "1h,3600",
        "+2s,2",
        "00,0",
        "010,10",
        "1000ms,1",
        "1.5m,90",
        "2000000us,2",
        ".5m,30"
    })
    void shouldReadTtl(String text, long seconds) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        assertThat(MessageTtl.parse(bytes, 0, bytes.length)).isEqualTo(seconds);
    }

    @ParameterizedTest
    @CsvSource({"0", "999ms", "-1", "-5s", "s", "5x", "1.1.1s", "5s3", "+", "never!", "1000000000000h"})
    void shouldNotReadWhatIsNoTtl(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        assertThat(MessageTtl.parse(bytes, 0, bytes.length)).isEqualTo(MessageTtl.INVALID);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-25T12:00:00Z",
        "2026-11-25T23:59:59.999999999Z",
        "2024-02-29T00:00:00.02Z",
        "2026-11-26T01:02:03.000000001Z",
        "1969-12-31T23:59:59.5Z"
    })
    void shouldWriteTimes(String text) {
        Instant time = Instant.parse(text);
        TimeText writer = new TimeText();
        assertThat(writer.format(1).toString()).isEqualTo("1970-01-01T00:00:00.000000001Z");
        assertThat(writer.format(time.getEpochSecond() * 1_000_000_000L + time.getNano())
                        .toString())
                .isEqualTo(text);
    }
}
