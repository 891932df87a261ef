package dev.natsbroker.samples.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.natsbroker.test.EmbeddedNats;
import dev.natsbroker.test.NatsAssertions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

/** What the application does at its start is what it is for, so the test only looks on. */
@SpringBootTest
@EmbeddedNats
class OrdersApplicationTest {
    @Autowired
    NatsAssertions nats;

    @Autowired
    Auditor auditor;

    @Test
    void shouldHaveEachOrderPackedOnce() {
        nats.published("orders.*.packed")
                .awaitCount(6)
                .payloads()
                .extracting(parcel -> parcel.replaceAll(".*\"orderId\":\"(\\d)\".*", "$1"))
                .containsExactlyInAnyOrder("1", "2", "3", "4", "5", "6");
    }

    @Test
    void shouldShowEverythingToTheAuditor() {
        await().untilAsserted(() -> assertThat(auditor.messagesBySubject())
                .isEqualTo(Map.of(
                        "orders.america.packed", 2,
                        "orders.america.placed", 2,
                        "orders.asia.packed", 2,
                        "orders.asia.placed", 2,
                        "orders.europe.packed", 2,
                        "orders.europe.placed", 2)));
    }
}
