package dev.natsbroker.broker.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The same requests of JetStream's API for our broker and a nats-server: but for times and chance the answers are the same bytes. */
@EnabledIfSystemProperty(named = TestServer.REFERENCE, matches = ".+")
class JetStreamDifferentialTest {
    @Test
    void shouldAnswerLikeTheReference(@TempDir Path ours, @TempDir Path theirs) {
        // given
        Path executable = Path.of(System.getProperty(TestServer.REFERENCE, ""));
        try (TestServer reference = ReferenceServer.start(executable, conf(theirs));
                TestServer broker = EmbeddedServer.start(conf(ours));
                ApiClient asksReference = new ApiClient(reference);
                ApiClient asksBroker = new ApiClient(broker)) {
            for (JetStreamRequests.Request request : JetStreamRequests.all()) {
                // when
                String expected = normalised(asksReference.ask(request));
                String answer = normalised(asksBroker.ask(request));

                // then
                assertThat(answer).as(request.toString()).isEqualTo(expected);
            }
        }
    }

    private static String conf(Path directory) {
        return "server_name: s\njetstream { store_dir: \"" + directory + "\" }\n";
    }

    private static String normalised(String answer) {
        return answer.replaceAll("\"(created|ts|time|first_ts|last_ts|last_active)\":\"2[^\"]*\"", "\"$1\":\"T\"")
                .replaceAll("\"pause_remaining\":\\d+", "\"pause_remaining\":N")
                .replaceAll("RESTORE\\.(\\w+)\\.\\w{22}", "RESTORE.$1.ID");
    }

    /** A client that asks and takes one answer. */
    private static final class ApiClient implements AutoCloseable {
        private final RawClient client;
        private int asked;

        ApiClient(TestServer server) {
            client = server.connect("\"headers\":true", "\"no_responders\":true");
            client.send("SUB re.> 1\r\n");
        }

        String ask(JetStreamRequests.Request request) {
            String reply = "re." + asked++;
            byte[] body = request.body().getBytes(StandardCharsets.UTF_8);
            String level = request.requiredLevel();
            if (level.isEmpty()) {
                client.send("PUB " + request.subject() + ' ' + reply + ' ' + body.length + "\r\n" + request.body()
                        + "\r\n");
            } else {
                String headers = "NATS/1.0\r\nNats-Required-Api-Level: " + level + "\r\n\r\n";
                int total = headers.length() + body.length;
                client.send("HPUB " + request.subject() + ' ' + reply + ' ' + headers.length() + ' ' + total + "\r\n"
                        + headers + request.body() + "\r\n");
            }
            if (!request.isAnswered()) {
                client.send("PING\r\n");
                assertThat(nextLine()).as(request.toString()).isEqualTo("PONG");
                return "";
            }
            List<String> line = List.of(nextLine().split(" "));
            assertThat(line).as(request.toString()).hasSizeGreaterThan(1);
            assertThat(line.get(1)).as(request.toString()).isEqualTo(reply);
            byte[] answer = client.receive(Integer.parseInt(line.get(line.size() - 1)) + 2);
            return new String(answer, StandardCharsets.UTF_8);
        }

        private String nextLine() {
            String line = client.readLine();
            while (line.equals("PING")) {
                client.send("PONG\r\n");
                line = client.readLine();
            }
            return line;
        }

        @Override
        public void close() {
            client.close();
        }
    }
}
