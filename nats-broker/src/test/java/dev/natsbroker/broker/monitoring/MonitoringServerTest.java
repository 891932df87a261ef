package dev.natsbroker.broker.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.natsbroker.broker.BrokerStartException;
import dev.natsbroker.broker.NatsBroker;
import dev.natsbroker.broker.config.BrokerOptions;
import dev.natsbroker.broker.config.BrokerOptionsBuilder;
import dev.natsbroker.broker.config.EngineOptions;
import dev.natsbroker.broker.runtime.ServerLog;
import dev.natsbroker.broker.runtime.Slf4jLog;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/** The HTTP side of monitoring. */
class MonitoringServerTest {
    @Test
    void shouldLogWhereItListens() {
        try (MonitoredBroker broker = MonitoredBroker.start()) {
            assertThat(broker.logLines()).contains("[INF] Starting http monitor on 127.0.0.1:" + broker.monitorPort());
        }
    }

    @Test
    void shouldBeOffByDefault() {
        BrokerOptions options =
                BrokerOptions.builder().host("127.0.0.1").port(0).build();
        try (NatsBroker broker = NatsBroker.start(options)) {
            assertThat(broker.view().monitorAddress()).isNull();
            assertThat(threadsNamed("nats-monitor")).isZero();
        }
    }

    @Test
    void shouldLeaveNoThreadBehind() {
        long before = threadsNamed("nats-monitor");
        try (MonitoredBroker broker = MonitoredBroker.start()) {
            broker.get("/varz");
            assertThat(threadsNamed("nats-monitor")).isEqualTo(before + 1);
        }
        assertThat(threadsNamed("nats-monitor")).isEqualTo(before);
    }

    private static long threadsNamed(String prefix) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(prefix) && thread.isAlive())
                .count();
    }

    @Test
    void shouldRunOnThePortableTransport() {
        try (MonitoredBroker broker = MonitoredBroker.start(
                options -> options.engine(engine -> engine.transport(EngineOptions.Transport.NIO)))) {
            assertThat(broker.get("/healthz").statusCode()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/varz/", "/VARZ", "/nothing", "/expvarz", "/debug/vars/x", "/debug", "//varz", "/varz/."})
    void shouldNotFindOtherPaths(String path) {
        try (MonitoredBroker broker = MonitoredBroker.start()) {
            HttpResponse<String> response = broker.get(path);

            assertThat(response.statusCode()).isEqualTo(404);
            assertThat(response.body()).isEqualTo("404 page not found\n");
            assertThat(response.headers().firstValue("content-type")).hasValue("text/plain; charset=utf-8");
            assertThat(response.headers().firstValue("x-content-type-options")).hasValue("nosniff");
            assertThat(response.headers().firstValue("access-control-allow-origin"))
                    .isEmpty();
        }
    }

    @Test
    void shouldAnswerAnyMethod() {
        try (MonitoredBroker broker = MonitoredBroker.start()) {
            for (String method : new String[] {"GET", "POST", "PUT", "DELETE", "OPTIONS"}) {
                HttpResponse<String> response = broker.request(method, "/healthz");
                assertThat(response.statusCode()).as(method).isEqualTo(200);
                assertThat(response.body()).as(method).isEqualTo("{\"status\":\"ok\"}");
            }
        }
    }

    @Test
    void shouldAnswerHeadWithoutBody() {
        try (MonitoredBroker broker = MonitoredBroker.start()) {
            String answer = RawHttp.exchange(
                    broker.monitorPort(),
                    "HEAD /healthz HTTP/1.1\r\nHost: x\r\n\r\nHEAD /healthz HTTP/1.1\r\nHost: x\r\n"
                            + "Connection: close\r\n\r\n");

            assertThat(answer).doesNotContain("status\"").endsWith("\r\n\r\n");
            assertThat(answer.toLowerCase(Locale.ROOT).split("content-length: 15\r\n", -1))
                    .hasSize(3);
        }
    }

    @Test
    void shouldKeepConnectionsAndAnswerPipelinedRequests() {
        try (MonitoredBroker broker = MonitoredBroker.start()) {
            String request = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";
            String answer = RawHttp.exchange(
                    broker.monitorPort(),
                    request + "POST /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nbody" + request
                            + "GET http://x/healthz?details=1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

            assertThat(answer.split("\\{\"status\":\"ok\"}", -1)).hasSize(5);
            assertThat(answer).doesNotContain(" 404 ").doesNotContain("chunked");
        }
    }

    @Test
    void shouldStayWellAfterGarbage() {
        try (MonitoredBroker broker = MonitoredBroker.start()) {
            String answer = RawHttp.exchange(broker.monitorPort(), "GARBAGE\r\n\r\n");

            assertThat(answer).startsWith("HTTP/1.1 400 ");
            assertThat(broker.get("/healthz").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void shouldDateItsAnswers() {
        try (MonitoredBroker broker = MonitoredBroker.start()) {
            assertThat(broker.get("/varz").headers().firstValue("date")).hasValue("Fri, 02 Jan 2026 03:04:05 GMT");
        }
    }

    @ParameterizedTest
    @CsvSource({"/nats/x, /nats/x", "nats/x/, /nats/x", "//nats//x, /nats/x"})
    void shouldServeBelowTheBasePath(String configured, String effective) {
        try (MonitoredBroker broker =
                MonitoredBroker.start(options -> options.monitor(monitor -> monitor.basePath(configured)))) {
            assertThat(broker.get(effective + "/healthz").statusCode()).isEqualTo(200);
            assertThat(broker.get(effective).body()).contains("href=\"./x/varz\"");
            assertThat(broker.get("/healthz").statusCode()).isEqualTo(404);
            assertThat(broker.get("/").statusCode()).isEqualTo(404);
            assertThat(broker.get(effective + "/").statusCode()).isEqualTo(404);
            assertThat(broker.get(effective + "y/healthz").statusCode()).isEqualTo(404);
            assertThat(broker.json(effective + "/varz").path("http_base_path").asString())
                    .isEqualTo(configured);
            assertThat(broker.json(effective + "/varz").path("http_req_stats").toString())
                    .isEqualTo("{\"/\":1,\"/healthz\":1,\"/varz\":2}");
        }
    }

    @Test
    void shouldLeadToAllPages() {
        try (MonitoredBroker broker = MonitoredBroker.start()) {
            HttpResponse<String> index = broker.get("/");

            assertThat(index.headers().firstValue("content-type")).hasValue("text/html; charset=utf-8");
            assertThat(index.body()).contains("2.15.1");
            Matcher link = Pattern.compile("href=\"\\.(/[^\"]+)\"").matcher(index.body());
            int links = 0;
            while (link.find()) {
                links++;
                assertThat(broker.get(link.group(1)).statusCode())
                        .as(link.group(1))
                        .isIn(200, link.group(1).equals("/raftz") ? 404 : 200);
            }
            assertThat(links).isEqualTo(12);
        }
    }

    @Test
    void shouldHandOtherPathsToWhatIsAttached() {
        try (MonitoredBroker broker = MonitoredBroker.start();
                MonitoringServer server = MonitoringServer.start(broker.view(), new Slf4jLog())) {
            // given
            server.attach((request, response) -> response.status(201).sendString(Mono.just(request.uri())));
            int port = server.address().getPort();
            String close = " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

            // when
            String other = RawHttp.exchange(port, "GET /actuator/health?x=1" + close);
            String own = RawHttp.exchange(port, "GET /healthz" + close);

            // then
            assertThat(other).startsWith("HTTP/1.1 201 ").contains("/actuator/health?x=1");
            assertThat(own).startsWith("HTTP/1.1 200 ").endsWith("{\"status\":\"ok\"}");
        }
    }

    @Test
    void shouldSayThatThePortIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            BrokerOptions options = BrokerOptions.builder()
                    .host("127.0.0.1")
                    .port(0)
                    .httpPort(taken.getLocalPort())
                    .build();

            assertThatThrownBy(() -> NatsBroker.start(options))
                    .isInstanceOf(BrokerStartException.class)
                    .hasMessage("Can't start monitoring: can't listen to the monitor port: listen tcp 127.0.0.1:"
                            + taken.getLocalPort() + ": bind: address already in use");
            assertThat(threadsNamed("nats-monitor")).isZero();
        }
    }

    @Test
    void shouldRefuseBothPorts() {
        BrokerOptionsBuilder options = BrokerOptions.builder()
                .host("127.0.0.1")
                .port(0)
                .monitor(monitor -> monitor.httpPort(-1).httpsPort(-1));

        assertThatThrownBy(() -> NatsBroker.start(options.build()))
                .isInstanceOf(BrokerStartException.class)
                .hasMessage("Can't start monitoring: can't specify both HTTP (-1) and HTTPs (-1) ports");
    }

    @Test
    void shouldAnswerAnInternalErrorWithoutItsDetails() {
        // given
        try (MonitoredBroker broker = MonitoredBroker.start();
                MonitoringServer server = MonitoringServer.start(new BrokenView(broker.view()), silent())) {
            // when
            String answer = RawHttp.exchange(
                    server.address().getPort(), "GET /connz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

            // then
            assertThat(answer).startsWith("HTTP/1.1 500 ").doesNotContain("secret");
        }
    }

    private static ServerLog silent() {
        return new ServerLog() {
            @Override
            public void write(Level level, String text) {}

            @Override
            public boolean isEnabled(Level level) {
                return false;
            }
        };
    }
}
