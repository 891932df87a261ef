package dev.natsbroker.broker.jetstream.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.natsbroker.broker.jetstream.model.StorageType;
import dev.natsbroker.broker.jetstream.stream.LaneFixture.Received;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Spec 6.2: all forms of DIRECT.GET. */
class DirectGetTest {
    private static final String GET = "$JS.API.DIRECT.GET.S";

    private StreamFixture s;

    @BeforeEach
    void createStream() {
        s = new StreamFixture();
    }

    @AfterEach
    void close() {
        s.close();
    }

    private static String last(List<Received> answers) {
        return answers.get(answers.size() - 1).headers();
    }

    @Test
    void shouldGetTheLastOfASubject() {
        s.publish("s.1", "a");
        s.advance(Duration.ofMillis(120));
        s.publish("s.1", "b");
        assertThat(s.request(GET + ".s.1", "")).singleElement().satisfies(answer -> {
            assertThat(answer.payload()).isEqualTo("b");
            assertThat(answer.headers())
                    .isEqualTo("NATS/1.0\r\nNats-Stream: S\r\nNats-Subject: s.1\r\nNats-Sequence: 2\r\n"
                            + "Nats-Time-Stamp: 2026-11-25T12:00:00.12Z\r\n\r\n");
        });
    }

    @Test
    void shouldShowStoredHeadersFirst() {
        s.publish("s.1", "a", "Nats-Msg-Id: 7", "KV-Operation: DEL");
        assertThat(s.request(GET + ".s.1", "").get(0).headers())
                .startsWith("NATS/1.0\r\nNats-Msg-Id: 7\r\nKV-Operation: DEL\r\nNats-Stream: S\r\n");
    }

    @Test
    void shouldGetTheLastOfAWildcard() {
        s.publish("s.1", "a");
        s.publish("s.2", "b");
        assertThat(s.request(GET + ".s.*", "").get(0).payload()).isEqualTo("b");
        assertThat(s.request(GET, "{\"last_by_subj\":\"s.>\"}").get(0).payload())
                .isEqualTo("b");
    }

    @Test
    void shouldGetWithoutHeaders() {
        s.publish("s.1", "a", "A: b");
        assertThat(s.request(GET + ".s.1", "{\"no_hdr\":true}")).singleElement().satisfies(answer -> {
            assertThat(answer.headers()).isEmpty();
            assertThat(answer.payload()).isEqualTo("a");
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "                                             | 408 Empty Request",
                "{}                                           | 408 Empty Request",
                "{\"batch\":2}                                | 408 Empty Request",
                "{\"seq\":0}                                  | 408 Empty Request",
                "{\"seq\":\"x\"}                              | 408 Malformed Request",
                "nonsense                                     | 408 Malformed Request",
                "{\"seq\":1,\"last_by_subj\":\"s.1\"}         | 408 Bad Request",
                "{\"last_by_subj\":\"s.1\",\"batch\":2}       | 408 Bad Request",
                "{\"last_by_subj\":\"a\",\"next_by_subj\":\"b\"} | 408 Bad Request",
                "{\"seq\":1,\"start_time\":\"2026-11-25T12:00:00Z\"} | 408 Bad Request",
                "{\"multi_last\":[\"s.1\"],\"next_by_subj\":\"b\"} | 408 Bad Request",
                "{\"multi_last\":[\"s.1\"],\"up_to_seq\":1,\"up_to_time\":\"2026-11-25T12:00:00Z\"} | 408 Bad Request",
                "{\"seq\":9}                                  | 404 Message Not Found",
                "{\"next_by_subj\":\"s.9\"}                   | 404 Message Not Found",
                "{\"seq\":9,\"batch\":3}                      | 404 Message Not Found",
                "{\"multi_last\":[\"s.9\"]}                   | 404 No Results",
                "{\"multi_last\":[\"s.1\"],\"up_to_time\":\"2020-11-25T12:00:00Z\"} | 404 No Results",
            })
    void shouldRefuse(String body, String status) {
        s.publish("s.1", "a");
        assertThat(s.request(GET, body == null ? "" : body))
                .extracting(Received::headers)
                .containsExactly("NATS/1.0 " + status + "\r\n\r\n");
    }

    @Test
    void shouldRefuseBySubject() {
        s.publish("s.1", "a");
        assertThat(last(s.request(GET + ".s.2", ""))).isEqualTo("NATS/1.0 404 Message Not Found\r\n\r\n");
        assertThat(last(s.request(GET + ".s.1", "{\"seq\":1}"))).isEqualTo("NATS/1.0 408 Bad Request\r\n\r\n");
        assertThat(last(s.request(GET + ".s.1", "x"))).isEqualTo("NATS/1.0 408 Malformed Request\r\n\r\n");
        assertThat(last(s.request(GET + ".s.1", "", "Nats-Required-Api-Level: 6")))
                .isEqualTo("NATS/1.0 412 Required Api Level\r\n\r\n");
        assertThat(last(s.request(GET, "{\"seq\":1}", "Nats-Required-Api-Level: x")))
                .isEqualTo("NATS/1.0 412 Required Api Level\r\n\r\n");
        assertThat(s.request(GET + ".s.1", "", "Nats-Required-Api-Level: 5")
                        .get(0)
                        .payload())
                .isEqualTo("a");
    }

    @Test
    void shouldGetBySequenceTimeAndNextSubject() {
        s.publish("s.1", "a");
        s.advance(Duration.ofSeconds(1));
        s.publish("s.2", "b");
        s.publish("s.1", "c");
        assertThat(s.request(GET, "{\"seq\":2}").get(0).payload()).isEqualTo("b");
        assertThat(s.request(GET, "{\"SEQ\":2,\"unknown\":1}").get(0).payload()).isEqualTo("b");
        assertThat(s.request(GET, "{\"next_by_subj\":\"s.1\"}").get(0).payload())
                .isEqualTo("a");
        assertThat(s.request(GET, "{\"next_by_subj\":\"s.1\",\"seq\":2}").get(0).payload())
                .isEqualTo("c");
        assertThat(s.request(GET, "{\"start_time\":\"2026-11-25T12:00:00.5Z\"}")
                        .get(0)
                        .payload())
                .isEqualTo("b");
        assertThat(s.request(GET, "{\"start_time\":\"2026-11-25T12:00:00.5Z\",\"next_by_subj\":\"s.1\"}")
                        .get(0)
                        .payload())
                .isEqualTo("c");
        assertThat(last(s.request(GET, "{\"start_time\":\"2027-11-25T12:00:00Z\"}")))
                .contains("404");
    }

    @Test
    void shouldGetABatch() {
        for (int i = 0; i < 6; i++) {
            s.publish("s." + i, "" + i);
        }
        s.lane().run(() -> s.stream().operations().delete(3, true));
        List<Received> answers = s.request(GET, "{\"seq\":2,\"batch\":3}");
        assertThat(answers).extracting(Received::payload).containsExactly("1", "3", "4", "");
        assertThat(answers.get(0).headers()).endsWith("Nats-Num-Pending: 3\r\nNats-Last-Sequence: 0\r\n\r\n");
        assertThat(answers.get(2).headers()).endsWith("Nats-Num-Pending: 1\r\nNats-Last-Sequence: 4\r\n\r\n");
        assertThat(last(answers)).isEqualTo("NATS/1.0 204 EOB\r\nNats-Num-Pending: 1\r\nNats-Last-Sequence: 5\r\n\r\n");
    }

    @Test
    void shouldNotCountDownWithoutHeaders() {
        for (int i = 0; i < 5; i++) {
            s.publish("s.1", "" + i);
        }
        List<Received> answers = s.request(GET, "{\"seq\":1,\"batch\":2,\"no_hdr\":true}");
        assertThat(answers).extracting(Received::headers).startsWith("", "");
        assertThat(last(answers)).isEqualTo("NATS/1.0 204 EOB\r\nNats-Num-Pending: 5\r\nNats-Last-Sequence: 2\r\n\r\n");
    }

    @Test
    void shouldStopABatchAtMaxBytes() {
        for (int i = 0; i < 5; i++) {
            s.publish("s.1", "x".repeat(10));
        }
        assertThat(s.request(GET, "{\"seq\":1,\"batch\":5,\"max_bytes\":14}")).hasSize(3);
        assertThat(s.request(GET, "{\"seq\":1,\"batch\":5,\"max_bytes\":1}")).hasSize(2);
    }

    @Test
    void shouldGetBatchOfASubject() {
        for (int i = 0; i < 6; i++) {
            s.publish("s." + i % 2, "" + i);
        }
        List<Received> answers = s.request(GET, "{\"next_by_subj\":\"s.1\",\"batch\":10}");
        assertThat(answers).extracting(Received::payload).containsExactly("1", "3", "5", "");
        assertThat(last(answers)).contains("Nats-Num-Pending: 0\r\nNats-Last-Sequence: 6");
    }

    @Test
    void shouldGetTheLastOfManySubjects() {
        for (int i = 0; i < 6; i++) {
            s.publish("s." + i % 3, "" + i);
        }
        List<Received> answers = s.request(GET, "{\"multi_last\":[\"s.0\",\"s.2\"],\"no_hdr\":true}");
        assertThat(answers).extracting(Received::payload).containsExactly("3", "5", "");
        assertThat(answers.get(0).headers()).endsWith("Nats-Num-Pending: 1\r\nNats-Last-Sequence: 0\r\n\r\n");
        assertThat(answers.get(1).headers()).endsWith("Nats-Num-Pending: 0\r\nNats-Last-Sequence: 4\r\n\r\n");
        assertThat(last(answers))
                .isEqualTo("NATS/1.0 204 EOB\r\nNats-Num-Pending: 0\r\nNats-Last-Sequence: 6\r\n"
                        + "Nats-UpTo-Sequence: 6\r\n\r\n");
        assertThat(s.request(GET, "{\"multi_last\":[\"s.>\"],\"up_to_seq\":4}"))
                .extracting(Received::payload)
                .containsExactly("1", "2", "3", "");
        assertThat(s.request(GET, "{\"multi_last\":[\"s.>\"],\"up_to_seq\":4,\"seq\":4}"))
                .extracting(Received::payload)
                .containsExactly("3", "");
        assertThat(s.request(GET, "{\"multi_last\":[\"s.>\"],\"batch\":1}"))
                .extracting(Received::payload)
                .containsExactly("3", "");
    }

    @Test
    void shouldGetTheLastUpToATime() {
        s.publish("s.1", "a");
        s.advance(Duration.ofSeconds(10));
        s.publish("s.1", "b");
        List<Received> answers = s.request(GET, "{\"multi_last\":[\"s.>\"],\"up_to_time\":\"2026-11-25T12:00:05Z\"}");
        assertThat(answers).extracting(Received::payload).containsExactly("a", "");
        assertThat(last(answers)).contains("Nats-UpTo-Sequence: 1\r\n");
    }

    @Test
    void shouldRefuseTooManyResults() {
        s.lane().run(() -> {
            IncomingMessage message = new IncomingMessage();
            for (int i = 0; i < 1_025; i++) {
                message.take(("s." + i).getBytes(), new byte[0], new byte[0], false);
                s.stream().ingest().publish(message);
            }
        });
        assertThat(last(s.request(GET, "{\"multi_last\":[\"s.>\"]}")))
                .isEqualTo("NATS/1.0 413 Too Many Results\r\n\r\n");
        assertThat(s.request(GET, "{\"multi_last\":[\"s.>\"],\"up_to_seq\":1024}"))
                .hasSize(1_025);
    }

    @Test
    void shouldAnswerOnlyWhileItIsAllowed() {
        s.publish("s.1", "a");
        s.update(c -> c.allowDirect(false));
        assertThat(s.request(GET + ".s.1", "")).isEmpty();
        s.update(c -> c.allowDirect(true));
        assertThat(s.request(GET + ".s.1", "")).hasSize(1);
    }

    @Test
    void shouldShowOnlyWhatIsDurable() {
        try (var file = new StreamFixture(c -> c.storage(StorageType.FILE).maxMsgsPerSubject(1))) {
            file.publish("s.1", "a");
            file.sync();
            assertThat(file.request(GET + ".s.1", "")).hasSize(1);
            file.publish("s.1", "b");
            assertThat(file.request(GET + ".s.1", "")).isEmpty();
            file.lane().publish("s.1", null, "", "c");
            assertThat(file.request(GET, "{\"seq\":1,\"batch\":5}")).isEmpty();
            file.lane().publish("s.1", null, "", "d");
            file.sync();
            assertThat(file.answers())
                    .filteredOn(answer -> answer.subject().equals("_INBOX.2"))
                    .extracting(answer -> answer.payload() + answer.status())
                    .containsExactly("b", "404 Message Not Found");
        }
    }
}
