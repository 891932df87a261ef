package dev.natsbroker.samples.pricingservice;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.natsbroker.spring.core.NatsOperations;
import dev.natsbroker.spring.core.RemoteErrorException;
import dev.natsbroker.test.EmbeddedNats;
import io.nats.service.Discovery;
import java.math.BigDecimal;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

@SpringBootTest
@EmbeddedNats
class PricingApplicationTest {
    @Autowired
    Pricing pricing;

    @Autowired
    NatsOperations nats;

    @Test
    void shouldQuote() {
        assertThat(pricing.products()).containsExactly("coffee", "tea");
        assertThat(pricing.quote("coffee", 2)).isEqualTo(new Quote("coffee", 2, new BigDecimal("14.40")));
    }

    @Test
    void shouldSayWhatIsNotSold() {
        assertThatExceptionOfType(RemoteErrorException.class)
                .isThrownBy(() -> pricing.quote("gold", 1))
                .satisfies(error -> {
                    assertThat(error.getCode()).isEqualTo(404);
                    assertThat(error.getDescription()).isEqualTo("We do not sell gold");
                });
    }

    @Test
    void shouldAnswerClientsThatKnowNothingOfJava() {
        var reply = nats.execute(
                connection -> connection.request("pricing.quote.tea", "2".getBytes(UTF_8), Duration.ofSeconds(2)));

        assertThat(new String(reply.getData(), UTF_8)).isEqualTo("{\"product\":\"tea\",\"quantity\":2,\"total\":9.00}");
    }

    @Test
    void shouldBeDiscovered() {
        var services = nats.execute(connection -> new Discovery(connection, 2_000, 1).info());

        assertThat(services).singleElement().satisfies(service -> {
            assertThat(service.getName()).isEqualTo("pricing");
            assertThat(service.getEndpoints())
                    .extracting(endpoint -> endpoint.getSubject())
                    .containsExactlyInAnyOrder("pricing.quote.*", "pricing.products");
        });
    }
}
