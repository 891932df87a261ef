package dev.natsbroker.samples.exactlyonce;

import dev.natsbroker.spring.core.JetStreamOperations;
import dev.natsbroker.spring.core.NatsConnectionException;
import dev.natsbroker.spring.core.NatsTimeoutException;
import io.nats.client.api.PublishAck;
import org.springframework.resilience.annotation.Retryable;
import org.springframework.stereotype.Component;

/** Publishes payments. */
@Component
class Till {
    private final JetStreamOperations jetStream;

    Till(JetStreamOperations jetStream) {
        this.jetStream = jetStream;
    }

    /**
     * Publishes until the stream confirms. When no confirmation comes, nobody knows whether the stream has the payment: so it is
     * published again, with the same id, and a stream that has it already says so instead of storing it twice.
     */
    @Retryable(
            includes = {NatsTimeoutException.class, NatsConnectionException.class},
            maxRetries = 5,
            delay = 100,
            multiplier = 2)
    PublishAck publish(Payment payment) {
        return jetStream
                .to("payments.received")
                .payload(payment)
                .messageId(payment.id())
                .publish();
    }
}
