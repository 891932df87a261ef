package dev.natsbroker.spring.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.natsbroker.spring.BrokerFixture;
import dev.natsbroker.spring.NatsException;
import dev.natsbroker.spring.support.converter.PayloadConversionException;
import dev.natsbroker.spring.support.converter.PayloadConverters;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Subscription;
import io.nats.client.impl.Headers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

class TransactionalPublisherTest {
    @RegisterExtension
    static final BrokerFixture nats = new BrokerFixture();

    private static Connection connection;

    private final TransactionTemplate transaction = new TransactionTemplate(new EmptyTransactions());
    private TransactionalPublisher publisher;
    private Subscription subscription;

    @BeforeAll
    static void connect() {
        connection = nats.connect();
    }

    @BeforeEach
    void subscribe() throws Exception {
        publisher = new TransactionalPublisher(connection::publish, new PayloadConverters());
        subscription = connection.subscribe("tx.>");
        connection.flush(Duration.ofSeconds(5));
    }

    /** Transactions about nothing. */
    private static final class EmptyTransactions extends AbstractPlatformTransactionManager {
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

        @Override
        protected Object doSuspend(Object transaction) {
            return transaction;
        }

        @Override
        protected void doResume(Object transaction, Object suspended) {}

        @Override
        protected boolean isExistingTransaction(Object transaction) {
            return TransactionSynchronizationManager.isActualTransactionActive();
        }
    }

    /** All that was published so far. */
    private List<String> published() throws Exception {
        connection.flush(Duration.ofSeconds(5));
        List<String> texts = new ArrayList<>();
        Message message = subscription.nextMessage(Duration.ofMillis(50));
        while (message != null) {
            texts.add(new String(message.getData(), StandardCharsets.UTF_8));
            message = subscription.nextMessage(Duration.ofMillis(50));
        }
        return texts;
    }

    @Test
    void shouldPublishAtOnceWithoutTransaction() throws Exception {
        // when
        publisher.publish("tx.a", "1", new Headers().put("X", "y"));

        // then
        Message message = subscription.nextMessage(Duration.ofSeconds(5));
        assertThat(message.getHeaders().getFirst("X")).isEqualTo("y");
        assertThat(message.getHeaders().getFirst("Content-Type")).isEqualTo("text/plain");
    }

    @Test
    void shouldPublishInOrderAfterCommit() throws Exception {
        // given
        List<String> during = new ArrayList<>();

        // when
        transaction.executeWithoutResult(status -> {
            for (int i = 1; i <= 3; i++) {
                publisher.publish("tx." + i, Integer.toString(i));
            }
            during.addAll(collect());
        });

        // then
        assertThat(during).isEmpty();
        assertThat(published()).containsExactly("1", "2", "3");
    }

    private List<String> collect() {
        try {
            return published();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void shouldDropOnRollback() throws Exception {
        // when
        transaction.executeWithoutResult(status -> {
            publisher.publish("tx.a", "1");
            status.setRollbackOnly();
        });
        assertThatThrownBy(() -> transaction.executeWithoutResult(status -> {
                    publisher.publish("tx.a", "2");
                    throw new IllegalCallerException();
                }))
                .isInstanceOf(IllegalCallerException.class);
        publisher.publish("tx.a", "3");

        // then
        assertThat(published()).containsExactly("3");
    }

    @Test
    void shouldKeepInnerTransactionsApart() throws Exception {
        // given
        TransactionTemplate inner = new TransactionTemplate(transaction.getTransactionManager());
        inner.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);

        // when
        transaction.executeWithoutResult(status -> {
            publisher.publish("tx.a", "outer 1");
            inner.executeWithoutResult(nested -> publisher.publish("tx.a", "inner"));
            publisher.publish("tx.a", "outer 2");
            inner.executeWithoutResult(nested -> {
                publisher.publish("tx.a", "never");
                nested.setRollbackOnly();
            });
        });

        // then
        assertThat(published()).containsExactly("inner", "outer 1", "outer 2");
    }

    @Test
    void shouldPublishWhatIsPublishedDuringCompletion() throws Exception {
        // when
        transaction.executeWithoutResult(status -> {
            publisher.publish("tx.a", "1");
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void afterCommit() {
                    publisher.publish("tx.a", "2");
                }
            });
        });

        // then
        assertThat(published()).containsExactly("1", "2");
    }

    @Test
    void shouldTellWhatIsNotPublishedAfterCommit() throws Exception {
        // given
        List<String> unpublished = new ArrayList<>();
        TransactionalPublisher failing = new TransactionalPublisher(
                message -> {
                    if (message.getSubject().equals("tx.2")) {
                        throw new IOException("away");
                    }
                    connection.publish(message);
                },
                new PayloadConverters(),
                (messages, cause) -> {
                    messages.forEach(message -> unpublished.add(message.getSubject()));
                    throw new IllegalStateException("must not show");
                });

        // when
        transaction.executeWithoutResult(status -> {
            for (int i = 1; i <= 3; i++) {
                failing.publish("tx." + i, Integer.toString(i));
            }
        });

        // then
        assertThat(unpublished).containsExactly("tx.2", "tx.3");
        assertThat(published()).containsExactly("1");
        assertThatThrownBy(() -> failing.publish("tx.2", "x"))
                .isInstanceOf(NatsException.class)
                .hasMessageContaining("'tx.2'")
                .hasMessageContaining("away");
    }

    @Test
    void shouldFailTheTransactionForWhatCannotBeConverted() throws Exception {
        assertThatThrownBy(() -> transaction.executeWithoutResult(status -> {
                    publisher.publish("tx.a", "1");
                    publisher.publish("tx.a", new Object());
                }))
                .isInstanceOf(PayloadConversionException.class);
        assertThat(published()).isEmpty();
    }

    @Test
    void shouldPublishASpringMessageWithItsHeaders() throws Exception {
        // when
        transaction.executeWithoutResult(status -> publisher.publish(
                "tx.message",
                MessageBuilder.withPayload("hello").setHeader("Name", "value").build()));

        // then
        Message received = subscription.nextMessage(Duration.ofSeconds(5));
        assertThat(received.getData()).asString().isEqualTo("hello");
        assertThat(received.getHeaders().getLast("Name")).isEqualTo("value");
        assertThat(received.getHeaders().getLast("Content-Type")).isEqualTo("text/plain");
    }

    @Test
    void shouldPublishBytesAndNothing() throws Exception {
        // when
        transaction.executeWithoutResult(status -> {
            publisher.publish("tx.bytes", new byte[] {1});
            publisher.publish("tx.nothing", null);
        });

        // then
        assertThat(subscription.nextMessage(Duration.ofSeconds(5)).getData()).containsExactly(1);
        assertThat(subscription.nextMessage(Duration.ofSeconds(5)).getData()).isEmpty();
    }
}
