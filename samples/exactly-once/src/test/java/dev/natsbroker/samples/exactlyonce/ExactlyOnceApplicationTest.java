package dev.natsbroker.samples.exactlyonce;

import static org.assertj.core.api.Assertions.assertThat;

import dev.natsbroker.spring.core.JetStreamOperations;
import dev.natsbroker.test.EmbeddedNats;
import dev.natsbroker.test.NatsAssertions;
import dev.natsbroker.test.NatsFault;
import dev.natsbroker.test.NatsFaults;
import io.nats.client.api.PublishAck;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

@SpringBootTest(properties = {"ledger.ack-wait=1s", "ledger.confirm-timeout=200ms"})
@EmbeddedNats
class ExactlyOnceApplicationTest {
    @Autowired
    Till till;

    @Autowired
    JetStreamOperations jetStream;

    @Autowired
    NatsAssertions nats;

    @Autowired
    NatsFaults faults;

    @BeforeEach
    void forgetWhatWasPublished() {
        nats.forgetPublished();
    }

    @Test
    void shouldStoreAPaymentOnceThoughItsConfirmationGetsLost() {
        PublishAck ack;
        try (NatsFault fault = faults.losePublishAcks("PAYMENTS", 1)) {
            ack = till.publish(payment("confirmation-lost"));
            assertThat(fault.hits()).isOne();
        }

        nats.published("payments.received").hasCount(2);
        assertThat(ack.isDuplicate()).isTrue();
        assertThat(bookings()).extracting(Booking::paymentId).containsExactly("confirmation-lost");
    }

    /** The listener asks for a confirmation three times; then the payment comes again, and is booked again. */
    @Test
    void shouldKeepOneBookingThoughItsPaymentComesTwice() {
        try (NatsFault fault = faults.loseAcks("PAYMENTS", "ledger", 3)) {
            till.publish(payment("acknowledgements-lost"));
            nats.published("bookings.made").awaitCount(2);
            assertThat(fault.hits()).isEqualTo(3);
        }

        assertThat(bookings()).extracting(Booking::paymentId).containsExactly("acknowledgements-lost");
    }

    private static Payment payment(String id) {
        return new Payment(id, "account-1", BigDecimal.ONE);
    }

    /** The bookings that are in the stream and have not been read. */
    private List<Booking> bookings() {
        return jetStream.fetch("BOOKINGS", "report", 10, Duration.ofSeconds(1), Booking.class).stream()
                .map(message -> {
                    message.ack();
                    return message.getPayload();
                })
                .toList();
    }
}
