package dev.natsbroker.samples.orderprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.natsbroker.samples.orderprocessing.Bank.UnknownCustomerException;
import dev.natsbroker.spring.listener.method.UnreadablePayloadException;
import dev.natsbroker.test.DeadLetter;
import dev.natsbroker.test.EmbeddedNats;
import dev.natsbroker.test.NatsAssertions;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

/** The orders are those that the application places at its start. */
@SpringBootTest
@EmbeddedNats
class OrderProcessingApplicationTest {
    @Autowired
    NatsAssertions nats;

    @Test
    void shouldTryAgainUntilTheBankAnswers() {
        nats.published("orders.paid")
                .awaitCount(2)
                .payloads()
                .satisfiesExactly(
                        alice -> assertThat(alice).contains("\"id\":\"1\""),
                        late -> assertThat(late).contains("\"id\":\"2\""));
    }

    @Test
    void shouldPutAsideWhatCannotBePaid() {
        nats.deadLettered("dead.ORDERS.payments").awaitCount(3);

        assertThat(nats.deadLettered("dead.ORDERS.payments").deadLetters())
                .extracting(DeadLetter::cause, DeadLetter::deliveries)
                .containsExactlyInAnyOrder(
                        tuple(IllegalStateException.class.getName(), 4L),
                        tuple(UnknownCustomerException.class.getName(), 1L),
                        tuple(UnreadablePayloadException.class.getName(), 1L));
    }

    @Test
    void shouldLeaveNothingUndone() {
        nats.deadLettered("dead.ORDERS.payments").awaitCount(3);

        nats.awaitIdle();
    }
}
