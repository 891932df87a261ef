package dev.natsbroker.broker.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientDecoderTest {
    /** Every operation in several spellings, followed by what ends a connection: each entry is one connection. */
    private static final List<String> CORPUS = List.of(
            "PING\r\nPONG\r\n+OK\r\nPING\nping \t\r\nPINGxyz\r\nPONG\rx\r\n+OK \r\n",
            "CONNECT {\"verbose\":true}\r\nconnect{}\r\nCONNECT \t null \r\nINFO {\"a\":1}\r\nINFO{}\n",
            "SUB foo 1\r\nSUB foo q 2\r\nsub\tfoo\t \t3 \t\r\nSUB foo.* >.q 4\nSUB  a  b  c  \r\n",
            "UNSUB 1\r\nUNSUB 1 5\r\nunsub \t 1 \t 5 \r\nUNSUB 1\n",
            "PUB foo 0\r\n\r\nPUB foo 5\r\nhello\r\nPUB foo re.ply 5\r\nhello\r\npub\tfoo\t05\t\nhello\r\n",
            "PUB foo 6\r\n\r\n\r\n\r\n\r\nPUB foo 10\r\nPUB a 1\r\nx\r\nPUB foo 1\r\n\n\r\nPUB foo 1\r\n\r\r\n",
            "HPUB foo 12 12\r\nNATS/1.0\r\n\r\n\r\nHPUB foo re 12 14\r\nNATS/1.0\r\n\r\nhi\r\n",
            "HPUB foo 0 2\r\nhi\r\nHPUB foo re 00 02\r\nhi\r\nhpub  foo  1\t2 \r\nhi\r\nHPUB f 2 2\nhi\r\n",
            "SUB a\rb 1\r\nSUB \r 1\r\nSUB a 1\r\r\nUNSUB 1\r2\r\nPUB a\rb 2\r\nhi\r\n",
            "PUB \u00fc 2\r\n\u00ff\u0000\r\nSUB \u0001 \u00ff\r\n",
            "PUB f 1\nx\r\nPUB f 1\r\nx\r\n\r\n",
            "PING\r\nPUB foo 2\r\nhi\n",
            "PING\r\nPUB foo 2\r\nhixPING\r\n",
            "PING\r\nPUB foo 2\r\nhi\rx",
            "PING\r\nHPUB foo 1 2\r\nhi..",
            "PING\r\nSUB\r\nPING\r\n",
            "PING\r\nSUB \r\nPING\r\n",
            "PING\r\nSUB a\r\nPING\r\n",
            "SUB a b c d\r\n",
            "UNSUB \n",
            "UNSUB 1 2 3\r\n",
            "PUB a\r\n",
            "PUB a b c 1\r\n",
            "PUB a -1\r\n",
            "PUB a 1234567890\r\n",
            "PUB a 1048577\r\n",
            "HPUB a 1\r\n",
            "HPUB a 2 1\r\n",
            "HPUB a b c 1 2\r\n",
            "HPUB a 1 1048577\r\n",
            "-ERR 'x'\r\nPING\r\n",
            "-ERR\r\n",
            "-ERRx\r\n",
            "FOO\r\n",
            "PINX\r\n",
            "PX\r\n",
            "\r\n",
            "\n",
            " PING\r\n",
            "INFX\r\n",
            "MSG a 1 1\r\nx\r\n",
            "\u0000",
            "\u00ff\u00fe");

    private final ClientDecoder decoder = new ClientDecoder();
    private final DecoderState state = new DecoderState();

    @Test
    void shouldRecogniseEveryOperation() {
        RecordedClient client = new RecordedClient();

        decode(
                client,
                "CONNECT {}\r\nPING\r\nPONG\r\n+OK\r\nSUB foo 1\r\nSUB foo q 2\r\nUNSUB 2\r\nUNSUB 1 7\r\nINFO {}\r\n"
                        + "PUB a.b 2\r\nhi\r\nPUB a.b re 2\r\nhi\r\nHPUB a.b 12 14\r\nNATS/1.0\r\n\r\nhi\r\n-ERR 'no'\r\n");

        assertThat(client.calls())
                .containsExactly(
                        "CONNECT <{}>",
                        "PING",
                        "PONG",
                        "SUB [foo, 1]",
                        "SUB [foo, q, 2]",
                        "UNSUB [2]",
                        "UNSUB [1, 7]",
                        "INFO <{}>",
                        "PUB <a.b> headers <> payload <hi> tail <2\r\nhi\r\n>",
                        "PUB <a.b> reply <re> headers <> payload <hi> tail <re 2\r\nhi\r\n>",
                        "PUB <a.b> headers <NATS/1.0\r\n\r\n> payload <hi> tail <12 14\r\nNATS/1.0\r\n\r\nhi\r\n>",
                        "-ERR <'no'>");
        assertThat(state.isEmpty()).isTrue();
    }

    @Test
    void shouldWriteTheTailInTheFormOfADelivery() {
        RecordedClient client = new RecordedClient();

        decode(
                client,
                "PUB \t a   re\t 002 \nhi\r\nHPUB a 0 2\r\nhi\r\nHPUB a  re 00 02\r\nhi\r\nHPUB a\t012 014\r\nNATS/1.0\r\n\r\nhi\r\n");

        assertThat(client.calls())
                .containsExactly(
                        "PUB <a> reply <re> headers <> payload <hi> tail <re 002\r\nhi\r\n>",
                        "PUB <a> headers <> payload <hi> tail <2\r\nhi\r\n>",
                        "PUB <a> reply <re> headers <> payload <hi> tail <re 02\r\nhi\r\n>",
                        "PUB <a> headers <NATS/1.0\r\n\r\n> payload <hi> tail <012 014\r\nNATS/1.0\r\n\r\nhi\r\n>");
    }

    @ParameterizedTest
    @FieldSource("CORPUS")
    void shouldMakeTheSameCallsByteByByte(String connection) {
        RecordedClient whole = decodedWhole(connection);
        RecordedClient client = new RecordedClient();

        for (byte b : bytes(connection)) {
            decode(client, new byte[] {b});
        }

        assertThat(client.calls()).isEqualTo(whole.calls()).isNotEmpty();
        assertThat(client.isStopped()).isEqualTo(whole.isStopped());
    }

    @ParameterizedTest
    @FieldSource("CORPUS")
    void shouldMakeTheSameCallsForEverySplitInTwo(String connection) {
        RecordedClient whole = decodedWhole(connection);
        byte[] bytes = bytes(connection);
        for (int split = 1; split < bytes.length; split++) {
            RecordedClient client = new RecordedClient();
            state.clear();

            decode(client, Arrays.copyOf(bytes, split));
            decode(client, Arrays.copyOfRange(bytes, split, bytes.length));

            assertThat(client.calls()).as("split at %d", split).isEqualTo(whole.calls());
        }
    }

    @Test
    void shouldMakeTheSameCallsForRandomSplits() {
        long seed = Long.getLong("fuzz.seed", System.nanoTime());
        System.out.println("ClientDecoderTest fuzz.seed=" + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 2000; round++) {
            String connection = joined(random);
            RecordedClient whole = decodedWhole(connection);
            RecordedClient client = new RecordedClient();
            state.clear();
            byte[] bytes = bytes(connection);
            for (int from = 0, to; from < bytes.length; from = to) {
                to = Math.min(bytes.length, from + 1 + random.nextInt(1 + random.nextInt(60)));
                decode(client, Arrays.copyOfRange(bytes, from, to));
            }

            assertThat(client.calls()).as("round %d", round).isEqualTo(whole.calls());
        }
    }

    private static String joined(Random random) {
        StringBuilder connection = new StringBuilder();
        for (int i = 0; i < 5; i++) {
            connection.append(CORPUS.get(random.nextInt(CORPUS.size())));
        }
        return connection.toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"SUB @ 1", "UNSUB @", "PUB @ 0", "PUB a @ 0", "HPUB @ 0 0", "CONNECT @", "INFO @", "-ERR @"})
    void shouldLimitTheArgumentsOfALine(String pattern) {
        String atLimit = filled(pattern, 4096);
        String beyond = filled(pattern, 4097);
        for (String end : List.of("\r\n", "\n", "   \r\n")) {
            RecordedClient client = new RecordedClient();
            state.clear();
            decode(client, atLimit.substring(0, atLimit.length() - (end.length() > 2 ? 3 : 0)) + end + "\r\n");
            assertThat(client.calls().get(0)).doesNotStartWith("violation");
        }
        for (int split : List.of(0, 1, 5, 100, 4096, beyond.length())) {
            RecordedClient client = new RecordedClient();
            state.clear();
            decode(client, beyond.substring(0, split));
            decode(client, beyond.substring(split) + "\r\n");
            assertThat(client.calls()).containsExactly("violation MAX_CONTROL_LINE");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"SUB @ 1", "UNSUB @", "PUB @ 0", "HPUB @ 0 0", "CONNECT @", "INFO @"})
    void shouldNotCountALineEndThatIsStillIncomplete(String pattern) {
        String line = filled(pattern, 4096) + "\r\n";
        for (int split = line.length() - 3; split < line.length(); split++) {
            RecordedClient client = new RecordedClient();
            state.clear();
            decode(client, line.substring(0, split));
            decode(client, line.substring(split) + "\r\n");

            assertThat(client.calls().get(0)).doesNotStartWith("violation");
        }
    }

    /** The pattern with its variable part so long that the arguments have {@code length} bytes. */
    private static String filled(String pattern, int length) {
        int arguments = pattern.length() - pattern.indexOf(' ') - 1;
        return pattern.replace("@", "x".repeat(length - arguments + 1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SUB ",
                "SUB a",
                "SUB a 1 ",
                "PUB ",
                "PUB a b",
                "HPUB a",
                "UNSUB 1 ",
                "CONNECT {",
                "INFO {",
                "-ERR x"
            })
    void shouldSeeALineThatIsTooLongBeforeItEnds(String start) {
        RecordedClient client = new RecordedClient();
        decode(client, start);

        for (int i = 0; i < 4097 && !client.isStopped(); i++) {
            decode(client, "x");
        }

        assertThat(client.calls()).containsExactly("violation MAX_CONTROL_LINE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SUB a 1", "PUB a 1", "HPUB a 1 2", "UNSUB 1", "CONNECT {}", "INFO {}", "-ERR x"})
    void shouldCountBlanksBehindTheArguments(String start) {
        RecordedClient client = new RecordedClient();
        decode(client, start);

        for (int i = 0; i < 4097 && !client.isStopped(); i++) {
            decode(client, " ");
        }

        assertThat(client.calls()).containsExactly("violation MAX_CONTROL_LINE");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PING | x | PING",
                "PONG | x | PONG",
                "SUB | ' ' | SUB [foo, 1]",
                "UNSUB | ' ' | UNSUB [foo, 1]",
                "PUB | ' ' | PUB <foo>",
                "CONNECT | ' ' | CONNECT <foo 1>",
                "INFO | ' ' | INFO <foo 1>",
                "-ERR | ' ' | -ERR <foo 1>",
            })
    void shouldKeepNoMemoryForPadding(String verb, String padding, String call) {
        RecordedClient client = new RecordedClient();
        byte[] block = bytes(padding.repeat(10_000));
        decode(client, verb);

        int largest = 0;
        for (int i = 0; i < 1000; i++) {
            decode(client, block);
            largest = Math.max(largest, state.bytes().length);
        }
        decode(client, "foo 1\r\n" + (verb.equals("PUB") ? "z\r\n" : ""));

        assertThat(client.calls()).hasSize(1).first().asString().startsWith(call);
        assertThat(largest).isLessThanOrEqualTo(3 * block.length);
        assertThat(state.isEmpty()).isTrue();
    }

    @Test
    void shouldGrowWithThePayloadThatArrivesAndNotWithTheOneAnnounced() {
        RecordedClient client = new RecordedClient().maxPayload(64 << 20);
        decode(client, "PUB foo 50000000\r\n");
        byte[] block = new byte[1000];
        int arrived = 0;
        while (arrived < 3_000_000) {
            decode(client, block);
            arrived += block.length;

            assertThat(state.bytes().length).isLessThanOrEqualTo(1024 + 3 * arrived);
        }
        assertThat(client.calls()).isEmpty();
    }

    @Test
    void shouldTakeNoMoreThanTheOperationForALargePayload() {
        RecordedClient client = new RecordedClient().maxPayload(64 << 20);
        String line = "PUB foo 20000000\r\n";
        decode(client, line);
        byte[] block = new byte[64 << 10];
        for (int arrived = 0; arrived + block.length < 20_000_000; arrived += block.length) {
            decode(client, block);
        }

        assertThat(state.bytes().length).isLessThanOrEqualTo(line.length() + 20_000_000 + 2);
        decode(client, new byte[20_000_000 % block.length]);
        decode(client, "\r\n");
        assertThat(client.calls()).hasSize(1);
        assertThat(state.isEmpty()).isTrue();
    }

    @Test
    void shouldRefuseALargePayloadOnTheControlLine() {
        RecordedClient client = new RecordedClient().maxPayload(10);

        decode(client, "PUB foo 10\r\n0123456789\r\nPUB foo 11\r\n");

        assertThat(client.calls()).hasSize(2).last().isEqualTo("violation MAX_PAYLOAD");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"PING\r\n", "+OK\r\n", "SUB a 1\r\n", "PUB a 0\r\n\r\n", "\r\n", "x", "\u0000", "INFO {}\r\n"})
    void shouldAllowConnectOnlyWhereCredentialsAreNeeded(String other) {
        RecordedClient client = new RecordedClient().requireConnect();

        decode(client, "CONNECT {}\r\n" + other);

        assertThat(client.calls()).containsExactly("CONNECT <{}>", "violation AUTHORIZATION_VIOLATION");
    }

    @Test
    void shouldDecodeNothingBehindTheEnd() {
        RecordedClient client = new RecordedClient();

        decode(client, "PING\r\nFOO\r\nPING\r\nSUB a 1\r\n");
        decode(client, "PING\r\n");

        assertThat(client.calls()).containsExactly("PING", "violation UNKNOWN_OPERATION");
    }

    @Test
    void shouldServeConnectionsInTurn() {
        RecordedClient first = new RecordedClient();
        RecordedClient second = new RecordedClient();
        DecoderState secondState = new DecoderState();

        decode(first, "PUB a 4\r\nfi");
        decoder.decode(second, secondState, bytes("PUB b 6\r\nsec"), 0, 12);
        decode(first, "rs\r\n");
        decoder.decode(second, secondState, bytes("ond\r\n"), 0, 5);

        assertThat(first.calls()).containsExactly("PUB <a> headers <> payload <firs> tail <4\r\nfirs\r\n>");
        assertThat(second.calls()).containsExactly("PUB <b> headers <> payload <second> tail <6\r\nsecond\r\n>");
    }

    @Test
    void shouldLookAtTheGivenRangeOnly() {
        RecordedClient client = new RecordedClient();

        int used = decoder.decode(client, state, bytes("xxPING\r\nyy"), 2, 8);

        assertThat(used).isEqualTo(6);
        assertThat(client.calls()).containsExactly("PING");
    }

    private RecordedClient decodedWhole(String connection) {
        RecordedClient client = new RecordedClient();
        decode(client, connection);
        state.clear();
        return client;
    }

    private void decode(RecordedClient client, String text) {
        decode(client, bytes(text));
    }

    private void decode(RecordedClient client, byte[] bytes) {
        decoder.decode(client, state, bytes, 0, bytes.length);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
