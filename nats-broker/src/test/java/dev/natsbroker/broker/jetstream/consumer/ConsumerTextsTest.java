package dev.natsbroker.broker.jetstream.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.natsbroker.broker.json.GoJsonException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ConsumerTextsTest {
    @Test
    void shouldReadDurationsAsGoDoes() {
        assertThat(GoDuration.parse("700ms")).isEqualTo(700_000_000L);
        assertThat(GoDuration.parse("1m30s")).isEqualTo(90_000_000_000L);
        assertThat(GoDuration.parse("1.5h")).isEqualTo(5_400_000_000_000L);
        assertThat(GoDuration.parse("-.5s")).isEqualTo(-500_000_000L);
        assertThat(GoDuration.parse("0")).isZero();
        for (String bad : new String[] {"", "5", "x", "1", "1d", "s", "1s ", "999999999h", "."}) {
            assertThatThrownBy(() -> GoDuration.parse(bad)).as(bad).isInstanceOf(NumberFormatException.class);
        }
    }

    @Test
    void shouldReadJsonInAnyFormAlike() {
        NextRequest plain =
                read("{\"batch\":5,\"expires\":1000,\"no_wait\":true,\"max_bytes\":7,\"group\":\"g\",\"id\":\"i\","
                        + "\"min_pending\":1,\"min_ack_pending\":2,\"priority\":3,\"idle_heartbeat\":400}");
        NextRequest odd = read(
                " {\"BATCH\" : 5, \"expires\":1000,\"x\":[{}],\"no_wait\":true,\"max_bytes\":7,\"group\":\"\\u0067\","
                        + "\"id\":\"i\",\"min_pending\":1,\"min_ack_pending\":2,\"priority\":3,\"idle_heartbeat\":400} ");

        assertThat(odd).usingRecursiveComparison().isEqualTo(plain);
        assertThat(plain.batch).isEqualTo(5);
        assertThat(plain.group).isEqualTo("g");
        assertThat(read("12").batch).isEqualTo(12);
        assertThat(read("  ").batch).isEqualTo(1);
        assertThat(read("{}").batch).isZero();
    }

    @Test
    void shouldReadOrRefuseWhateverComes() {
        long seed = 4;
        System.out.println("ConsumerTextsTest seed " + seed);
        Random random = new Random(seed);
        byte[] good = "{\"batch\":5,\"expires\":10,\"no_wait\":false,\"group\":\"g\"}".getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = good.clone();
            for (int n = random.nextInt(4); n >= 0; n--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            int length = random.nextInt(bytes.length + 1);
            try {
                assertThat(NextRequest.read(bytes, 0, length)).isNotNull();
            } catch (GoJsonException e) {
                assertThat(e.getMessage()).isNotEmpty();
            }
        }
    }

    @Test
    void shouldReadAckSubjectsOfBothForms() {
        AckReply reply = new AckReply("S", "C", null);
        reply.write(2, 30, 400, 5, 6);
        assertThat(new String(reply.bytes(), 0, reply.length(), StandardCharsets.US_ASCII))
                .isEqualTo("$JS.ACK.S.C.2.30.400.5.6");
        assertThat(accepts(reply, "$JS.ACK.S.C.2.30.400.5.6")).isTrue();
        assertThat(reply.deliveries).isEqualTo(2);
        assertThat(reply.streamSequence).isEqualTo(30);
        assertThat(reply.consumerSequence).isEqualTo(400);
        assertThat(accepts(reply, "$JS.ACK._.hash.S.C.3.31.401.5.6")).isTrue();
        assertThat(reply.streamSequence).isEqualTo(31);
        assertThat(accepts(reply, "$JS.ACK.d.hash.S.C.3.32.401.5.6.new.tokens")).isTrue();
        assertThat(reply.streamSequence).isEqualTo(32);
        for (String bad : new String[] {
            "$JS.ACK.S.C.2.30.400.5",
            "$JS.ACK.d.S.C.2.30.400.5.6",
            "$JS.ACX.S.C.2.30.400.5.6",
            "",
            "$JS.ACK.S.C.2.-1.400.5.6"
        }) {
            assertThat(accepts(reply, bad)).as(bad).isFalse();
        }
    }

    private static boolean accepts(AckReply reply, String subject) {
        byte[] bytes = subject.getBytes(StandardCharsets.US_ASCII);
        return reply.read(bytes, 0, bytes.length);
    }

    private static NextRequest read(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return NextRequest.read(bytes, 0, bytes.length);
    }
}
