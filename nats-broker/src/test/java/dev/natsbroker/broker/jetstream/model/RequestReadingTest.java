package dev.natsbroker.broker.jetstream.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.natsbroker.broker.json.GoJson;
import dev.natsbroker.broker.json.GoJsonReader.Unknown;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The texts are those that nats-server 2.15.1 sent. */
class RequestReadingTest {
    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static StreamConfigRequest stream(String json) {
        return StreamConfigRequest.read(utf8(json), Unknown.REFUSE);
    }

    private static String refusal(Runnable reading) {
        JetStreamException refused = catchThrowableOfType(JetStreamException.class, reading::run);
        assertThat(refused).isNotNull();
        assertThat(refused.error().errCode()).isEqualTo(10025);
        return refused.error().description().substring("invalid JSON: ".length());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', textBlock = """
                    {"max_age":1.5} ~ json: cannot unmarshal number 1.5 into Go struct field StreamConfigRequest.max_age of type time.Duration
                    {"max_age":"1"} ~ json: cannot unmarshal string into Go struct field StreamConfigRequest.max_age of type time.Duration
                    {"max_age":1e3} ~ json: cannot unmarshal number 1e3 into Go struct field StreamConfigRequest.max_age of type time.Duration
                    {"mirror":{"opt_start_seq":"x"}} ~ json: cannot unmarshal string into Go struct field StreamConfigRequest.mirror.opt_start_seq of type uint64
                    {"sources":[{"subject_transforms":[{"src":1}]}]} ~ json: cannot unmarshal number into Go struct field StreamConfigRequest.sources.0.subject_transforms.0.src of type string
                    {"subjects":"x"} ~ json: cannot unmarshal string into Go struct field StreamConfigRequest.subjects of type []string
                    {"subjects":[1]} ~ json: cannot unmarshal number into StreamConfigRequest.subjects.0 of type string
                    {"max_msg_size":3000000000} ~ json: cannot unmarshal number 3000000000 into Go struct field StreamConfigRequest.max_msg_size of type int32
                    {"max_msgs":99999999999999999999} ~ json: cannot unmarshal number 99999999999999999999 into Go struct field StreamConfigRequest.max_msgs of type int64
                    {"first_seq":-1} ~ json: cannot unmarshal number -1 into Go struct field StreamConfigRequest.first_seq of type uint64
                    {"metadata":{"a":1}} ~ json: cannot unmarshal number into Go struct field StreamConfigRequest.metadata.a of type string
                    {"metadata":[]} ~ json: cannot unmarshal array into Go struct field StreamConfigRequest.metadata of type map[string]string
                    {"mirror":"x"} ~ json: cannot unmarshal string into Go struct field StreamConfigRequest.mirror of type server.StreamSource
                    {"sources":{}} ~ json: cannot unmarshal object into Go struct field StreamConfigRequest.sources of type []*server.StreamSource
                    {"sources":[1]} ~ json: cannot unmarshal number into StreamConfigRequest.sources.0 of type server.StreamSource
                    [] ~ json: cannot unmarshal array into Go value of type server.StreamConfigRequest
                    1 ~ json: cannot unmarshal number into Go value of type server.StreamConfigRequest
                    {"bogus":1} ~ json: unknown field "bogus"
                    {"mirror":{"bogus":1}} ~ json: unknown field "bogus"
                    {"name\\u0000":1} ~ json: unknown field "name\\x00"
                    {"template_owner":"x"} ~ json: unknown field "template_owner"
                    {"retention":"Limits"} ~ can not unmarshal "\\"Limits\\""
                    {"retention":null} ~ can not unmarshal "null"
                    {"retention":{"a": 1}} ~ can not unmarshal "{\\"a\\": 1}"
                    {"compression":""} ~ unknown compression algorithm
                    {"compression":1} ~ json: cannot unmarshal number into Go value of type string
                    {"mirror":{"opt_start_time":"x"}} ~ parsing time "x" as "2006-01-02T15:04:05Z07:00": cannot parse "x" as "2006"
                    {"mirror":{"opt_start_time":1}} ~ json: cannot unmarshal number into Go struct field StreamConfigRequest.mirror.opt_start_time of type time.Time
                    {"mirror":{"opt_start_time":"2026-13-01T00:00:00Z"}} ~ parsing time "2026-13-01T00:00:00Z": month out of range
                    {"mirror":{"opt_start_time":"2026-02-30T00:00:00Z"}} ~ parsing time "2026-02-30T00:00:00Z": day out of range
                    {"mirror":{"opt_start_time":"2026-02-20"}} ~ parsing time "2026-02-20" as "2006-01-02T15:04:05Z07:00": cannot parse "" as "T"
                    {"mirror":{"opt_start_time":"2026-02-20T00:00:00Zx"}} ~ parsing time "2026-02-20T00:00:00Zx": extra text: "x"
                    x ~ invalid character 'x' looking for beginning of value at offset 1
                    {x ~ invalid character 'x' looking for beginning of object key string at offset 2
                    {"a" ~ unexpected EOF
                    {"name":"S" ~ unexpected EOF
                    {"a"x ~ invalid character 'x' after object key at offset 5
                    {"a":1 x ~ invalid character 'x' after object key:value pair at offset 8
                    {"a":[1 x ~ invalid character 'x' after array element at offset 9
                    {"a":"\\x"} ~ invalid escape sequence `\\x` in string at offset 8
                    {"a":"\\u00g0"} ~ invalid escape sequence `\\u00g0` in string at offset 12
                    "\\u12" ~ invalid escape sequence `\\u12"` in string at offset 6
                    {"a":-x} ~ invalid character 'x' in numeric literal at offset 7
                    {"a":1.x} ~ invalid character 'x' in numeric literal at offset 8
                    {"a":trux} ~ invalid character 'x' in literal true (expecting 'e') at offset 9
                    {"max_age":01} ~ invalid character '1' after object key:value pair at offset 13
                    {"name":"S"}} ~ invalid character '}' looking for beginning of value at offset 13
                    {"a":1}x ~ json: unknown field "a"
                    {'a':1} ~ invalid character '\\'' looking for beginning of object key string at offset 2
                    {"a":1,} ~ invalid character '}' looking for beginning of object key string at offset 8
                    [1,] ~ invalid character ']' looking for beginning of value at offset 4
                    {"bogus":1,x ~ invalid character 'x' looking for beginning of object key string at offset 12
                    \ufeff{} ~ invalid character '\\ufeff' looking for beginning of value at offset 3
                    """)
    void shouldRefuseWithTheTextsOfTheReference(String json, String text) {
        assertThat(refusal(() -> stream(json.replace("^", "`")))).isEqualTo(text.replace("^", "`"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', textBlock = """
                    {"stream_name":1} ~ json: cannot unmarshal number into Go struct field CreateConsumerRequest.stream_name of type string
                    {"config":{"backoff":[1.5]}} ~ json: cannot unmarshal number 1.5 into CreateConsumerRequest.config.backoff.0 of type time.Duration
                    {"config":{"ack_policy":"Explicit"}} ~ can not unmarshal "\\"Explicit\\""
                    {"config":{"deliver_policy":""}} ~ can not unmarshal "\\"\\""
                    {"config":{"priority_policy":"x"}} ~ unknown priority policy: "x"
                    {"action":"bogus"} ~ unknown consumer action: "bogus"
                    {"action":null} ~ unknown consumer action: null
                    {"config":1} ~ json: cannot unmarshal number into Go struct field CreateConsumerRequest.config of type server.ConsumerConfig
                    {"config":{"max_deliver":9223372036854775808}} ~ json: cannot unmarshal number 9223372036854775808 into Go struct field CreateConsumerRequest.config.max_deliver of type int
                    """)
    void shouldRefuseConsumersWithTheTextsOfTheReference(String json, String text) {
        assertThat(refusal(() -> CreateConsumerRequest.read(utf8(json), Unknown.REFUSE)))
                .isEqualTo(text);
    }

    @Test
    void shouldTakeNamesInAnyCaseAndLaterDocumentsOverEarlierOnes() {
        StreamConfig config = stream(
                        "{\"NAME\":\"A\",\"\u017fubjects\":[\"a\"],\"Discard\":\"NEW\"} {\"name\":\"B\"}\n")
                .config();

        assertThat(config.name()).isEqualTo("B");
        assertThat(config.subjects()).containsExactly("a");
        assertThat(config.discard()).isEqualTo(DiscardPolicy.NEW);
    }

    @Test
    void shouldClearPointersAndListsByNullAndKeepTheRest() {
        StreamConfig config = stream(
                        "{\"name\":\"A\",\"subjects\":[\"a\",null],\"mirror\":{\"name\":\"m\"},\"max_age\":5}"
                                + "{\"name\":null,\"subjects\":null,\"mirror\":null,\"max_age\":null,\"consumer_limits\":null}")
                .config();

        assertThat(config)
                .isEqualTo(StreamConfig.builder().name("A").maxAgeNanos(5).build());
    }

    @Test
    void shouldReadNothingAsTheZeroRequest() {
        StreamConfigRequest zero =
                new StreamConfigRequest(StreamConfig.builder().build(), false);

        assertThat(stream("")).isEqualTo(zero);
        assertThat(stream(" \n")).isEqualTo(zero);
        assertThat(stream("null")).isEqualTo(zero);
    }

    @Test
    void shouldIgnoreUnknownFieldsWhenLenientButNotWrongTypes() {
        assertThat(StreamConfigRequest.read(utf8("{\"bogus\":[{}],\"name\":\"A\"}"), Unknown.IGNORE)
                        .config()
                        .name())
                .isEqualTo("A");
        assertThat(refusal(() -> StreamConfigRequest.read(utf8("{\"name\":1}"), Unknown.IGNORE)))
                .contains("of type string");
    }

    @Test
    void shouldRefuseDeepNestingWithoutRecursion() {
        assertThat(refusal(() -> stream("[".repeat(10_001)))).isEqualTo("exceeded max depth at offset 10001");
        assertThat(refusal(() -> stream("{\"name\":" + "[".repeat(10_000))))
                .isEqualTo("exceeded max depth at offset 10008");
        assertThat(refusal(() -> stream("{\"name\":" + "[".repeat(9_999) + "]".repeat(9_999) + '}')))
                .contains("cannot unmarshal array");
    }

    @Test
    void shouldReplaceWhatIsNoUnicode() {
        byte[] json = utf8("{\"name\":\"\\ud800x?\"}");
        json[json.length - 3] = (byte) 0xff;

        assertThat(StreamConfigRequest.read(json, Unknown.REFUSE).config().name())
                .isEqualTo("\ufffdx\ufffd");
    }

    @Test
    void shouldNeverFailOtherwiseThanItSays() {
        // given
        long seed = System.nanoTime();
        Random random = new Random(seed);
        byte[] valid = GoJson.compact(ModelSamples.fullStream());

        // when, then
        for (int i = 0; i < 20_000; i++) {
            byte[] json = i % 4 == 0 ? new byte[random.nextInt(40)] : valid.clone();
            for (int n = i % 4 == 0 ? json.length : 1 + random.nextInt(4); n > 0 && json.length > 0; n--) {
                json[random.nextInt(json.length)] = (byte)
                        (random.nextInt(3) == 0 ? random.nextInt(256) : "{}[]\",:0-tn\\u ".charAt(random.nextInt(14)));
            }
            try {
                StreamConfigRequest.read(json, random.nextBoolean() ? Unknown.IGNORE : Unknown.REFUSE);
            } catch (JetStreamException e) {
                assertThat(e.error().errCode()).as("seed %d", seed).isEqualTo(10025);
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + new String(json, StandardCharsets.ISO_8859_1), e);
            }
        }
    }
}
