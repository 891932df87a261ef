package dev.natsbroker.broker.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code /healthz}. */
class HealthzTest {
    @AutoClose
    private final MonitoredBroker broker = MonitoredBroker.start();

    @ParameterizedTest
    @ValueSource(
            strings = {"", "?details=1", "?js-enabled-only=1", "?js-server-only=true", "?js-meta-only=1", "?account=ZZ"
            })
    void shouldBeWell(String query) {
        HttpResponse<String> response = broker.get("/healthz" + query);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("{\"status\":\"ok\"}");
        assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(response.headers().firstValue("access-control-allow-origin")).hasValue("*");
    }

    @Test
    void shouldRefuseToCheckAssetsWithoutTheirOwner() {
        assertBadRequest(
                "?stream=s",
                "{\"status\":\"error\",\"error\":\"\\\"account\\\" must not be empty when checking stream health\"}");
        assertBadRequest(
                "?account=a&consumer=c",
                "{\"status\":\"error\",\"error\":\"\\\"stream\\\" must not be empty when checking consumer health\"}");
        assertBadRequest(
                "?stream=s&details=1",
                "{\"status\":\"error\",\"errors\":[{\"type\":\"BAD_REQUEST\",\"error\":"
                        + "\"\\\"account\\\" must not be empty when checking stream health\"}]}");
    }

    private void assertBadRequest(String query, String body) {
        HttpResponse<String> response = broker.get("/healthz" + query);
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).isEqualTo(body);
    }

    @ParameterizedTest
    @CsvSource({"js-enabled", "js-enabled-only", "js-server-only", "js-meta-only", "details"})
    void shouldRefuseParametersThatMakeNoSense(String name) {
        HttpResponse<String> response = broker.get("/healthz?" + name + "=x");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body())
                .isEqualTo(
                        "Error decoding boolean for '" + name + "': strconv.ParseBool: parsing \"x\": invalid syntax");
    }

    @Test
    void shouldWarnOfTheDeprecatedParameter() {
        broker.get("/healthz?js-enabled=1");

        assertThat(broker.logLines()).contains("[WRN] Healthcheck: js-enabled deprecated, use js-enabled-only instead");
    }

    @Test
    void shouldBeUnwellInLameDuckMode() {
        try (WireClient client = broker.connect()) {
            // given
            client.send("");
            broker.broker().enterLameDuckMode();

            // when
            HttpResponse<String> brief = broker.get("/healthz");
            HttpResponse<String> detailed = broker.get("/healthz?details=1");

            // then
            String error = "failed to be ready for connections after 1ms: server";
            assertThat(brief.statusCode()).isEqualTo(500);
            assertThat(brief.body()).isEqualTo("{\"status\":\"error\",\"error\":\"" + error + "\"}");
            assertThat(detailed.statusCode()).isEqualTo(500);
            assertThat(detailed.body())
                    .isEqualTo("{\"status\":\"error\",\"errors\":[{\"type\":\"CONNECTION\",\"error\":\"" + error
                            + "\"}]}");
            assertThat(broker.logLines())
                    .contains("[WRN] Healthcheck failed: \"" + error + "\"", "[WRN] Healthcheck failed: 1 errors");
        }
    }
}
