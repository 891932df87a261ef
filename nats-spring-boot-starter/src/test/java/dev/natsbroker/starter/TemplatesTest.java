package dev.natsbroker.starter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.natsbroker.spring.core.JetStreamException;
import dev.natsbroker.spring.core.JetStreamOperations;
import dev.natsbroker.spring.core.NatsOperations;
import dev.natsbroker.spring.core.NoRespondersException;
import dev.natsbroker.spring.core.ReceivedMessage;
import dev.natsbroker.spring.transaction.TransactionalPublisher;
import io.nats.client.api.PublishAck;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.context.TestPropertySource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

@NatsApplicationTest
@TestPropertySource(
        properties = {
            "nats.jetstream.streams.TEMPLATES.subjects=templates.>",
            "nats.jetstream.streams.TEMPLATES.allow-message-ttl=true",
            "nats.jetstream.streams.TEMPLATES.allow-message-schedules=true",
            "nats.jetstream.streams.TEMPLATES.allow-atomic-publish=true",
            "nats.jetstream.streams.TEMPLATES.consumers.fetching.filter-subjects=templates.fetch",
            "nats.jetstream.streams.TEMPLATES.consumers.scheduled.filter-subjects=templates.scheduled",
            "nats.jetstream.streams.TEMPLATES.consumers.committed.filter-subjects=templates.committed"
        })
class TemplatesTest {
    private static final Duration LONG = Duration.ofSeconds(10);

    @Autowired
    private NatsOperations nats;

    @Autowired
    private JetStreamOperations jetStream;

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {
        @Bean
        PlatformTransactionManager transactionManager() {
            return new TransactionsOfNothing();
        }
    }

    /** Begins, commits and rolls back nothing, but tells whoever has registered. */
    static final class TransactionsOfNothing extends AbstractPlatformTransactionManager {
        private static final long serialVersionUID = 1L;

        @Override
        protected Object doGetTransaction() {
            return new Object();
        }

        @Override
        protected void doBegin(Object transaction, TransactionDefinition definition) {}

        @Override
        protected void doCommit(DefaultTransactionStatus status) {}

        @Override
        protected void doRollback(DefaultTransactionStatus status) {}
    }

    record Order(String id, int amount) {}

    private <T> List<T> fetch(String consumer, int count, Class<T> type) {
        return jetStream.fetch("TEMPLATES", consumer, count, LONG, type).stream()
                .map(message -> {
                    message.ackSync(LONG);
                    return message.getPayload();
                })
                .toList();
    }

    @Test
    void shouldStoreAndFetch() {
        // given
        Order order = new Order("1", 7);

        // when
        PublishAck ack = jetStream.publish("templates.fetch", order);
        CompletableFuture<PublishAck> later = jetStream.publishAsync("templates.fetch", new Order("2", 8));

        // then
        assertThat(later)
                .succeedsWithin(LONG)
                .satisfies(second -> assertThat(second.getSeqno()).isGreaterThan(ack.getSeqno()));
        assertThat(fetch("fetching", 2, Order.class)).containsExactly(order, new Order("2", 8));
        assertThat(jetStream.fetch("TEMPLATES", "fetching", 1, Duration.ZERO, Order.class))
                .isEmpty();
    }

    @Test
    void shouldStoreAMessageOnceAndOnlyIfItFits() {
        // given
        PublishAck first =
                jetStream.to("templates.once").payload("x").messageId("one").publish();

        // when
        PublishAck again =
                jetStream.to("templates.once").payload("x").messageId("one").publish();

        // then
        assertThat(again.isDuplicate()).isTrue();
        assertThat(again.getSeqno()).isEqualTo(first.getSeqno());
        jetStream
                .to("templates.once")
                .payload("y")
                .expectedLastSubjectSequence(first.getSeqno())
                .publish();
        assertThatExceptionOfType(JetStreamException.class)
                .isThrownBy(() -> jetStream
                        .to("templates.once")
                        .payload("z")
                        .expectedLastSubjectSequence(first.getSeqno())
                        .publish())
                .withMessageContaining("wrong last sequence");
    }

    @Test
    void shouldStoreABatchTogether() {
        // when
        PublishAck ack = jetStream
                .atomicBatch()
                .add("templates.batch", "one")
                .add("templates.batch", "two")
                .add("templates.batch", message -> message.payload("three").header("Last", "yes"))
                .commit();

        // then
        assertThat(ack.getBatchSize()).isEqualTo(3);
        assertThatExceptionOfType(JetStreamException.class)
                .isThrownBy(() -> jetStream
                        .atomicBatch()
                        .add("templates.batch", "four")
                        .add(
                                "templates.batch",
                                message -> message.payload("five").expectedLastSubjectSequence(1))
                        .commit());
        assertThat(jetStream
                        .execute(connection ->
                                connection.jetStreamManagement().getLastMessage("TEMPLATES", "templates.batch"))
                        .getHeaders()
                        .getFirst("Last"))
                .isEqualTo("yes");
    }

    @Test
    void shouldDeliverLaterAndForgetInTime() {
        // when
        jetStream
                .to("templates.schedule")
                .payload("now")
                .deliverAt(Instant.now(), "templates.scheduled")
                .publish();
        jetStream
                .to("templates.short")
                .payload("soon gone")
                .timeToLive(Duration.ofSeconds(5))
                .publish();

        // then
        assertThat(fetch("scheduled", 1, String.class)).containsExactly("now");
    }

    @Test
    void shouldSayWhereNobodyIs() {
        assertThatExceptionOfType(JetStreamException.class)
                .isThrownBy(() -> jetStream.publish("nowhere", "x"))
                .withMessageContaining("no stream has this subject");
        assertThatExceptionOfType(NoRespondersException.class)
                .isThrownBy(() -> nats.request("nowhere", "x", String.class));
        assertThatExceptionOfType(JetStreamException.class)
                .isThrownBy(() -> jetStream.fetch("TEMPLATES", "nobody", 1, LONG, String.class));
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> nats.publish("not.*", "x"));
    }

    @Test
    void shouldPublishAfterTheCommitOnly(
            @Autowired TransactionalPublisher events, @Autowired PlatformTransactionManager manager) {
        // given
        TransactionTemplate transactions = new TransactionTemplate(manager);

        // when
        transactions.executeWithoutResult(status -> {
            events.publish("templates.committed", "rolled back");
            status.setRollbackOnly();
        });
        transactions.executeWithoutResult(status -> {
            events.publish("templates.committed", "one");
            events.publish("templates.committed", "two");
            assertThat(jetStream.fetch("TEMPLATES", "committed", 1, Duration.ZERO, String.class))
                    .isEmpty();
        });

        // then
        assertThat(fetch("committed", 2, String.class)).containsExactly("one", "two");
    }

    @Test
    void shouldDeliverAgainWhatIsGivenBack() {
        // given
        jetStream.publish("templates.fetch", "back");

        // when
        ReceivedMessage<String> first =
                jetStream.fetch("TEMPLATES", "fetching", 1, LONG, String.class).get(0);
        first.nak();

        // then
        ReceivedMessage<String> second =
                jetStream.fetch("TEMPLATES", "fetching", 1, LONG, String.class).get(0);
        assertThat(second.getStreamSequence()).isEqualTo(first.getStreamSequence());
        assertThat(second.getDeliveryCount()).isEqualTo(2);
        second.ackSync(LONG);
    }
}
