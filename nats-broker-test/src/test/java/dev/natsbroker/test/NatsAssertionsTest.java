package dev.natsbroker.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.natsbroker.broker.NatsBroker;
import io.nats.client.Connection;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Nats;
import io.nats.client.PullSubscribeOptions;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.impl.Headers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@EmbeddedNats
class NatsAssertionsTest {
    private static final Duration LONG = SlowMachine.LONG;
    private static final Duration SHORT = Duration.ofMillis(50);

    private Connection nats;

    @BeforeEach
    void connect(NatsBroker broker, NatsAssertions assertions) throws Exception {
        assertions.forgetPublished();
        nats = Nats.connect(SlowMachine.options(broker).connectionName("shop").build());
    }

    @AfterEach
    void disconnect() throws Exception {
        nats.close();
    }

    private void publish(String subject, String text) {
        nats.publish(subject, text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void shouldShowWhatWasPublished(NatsAssertions assertions) {
        // given
        Headers headers = new Headers().add("Trace", "a", "b");

        // when
        publish("orders.new", "one");
        nats.publish("orders.paid", "inbox", headers, "two".getBytes(StandardCharsets.UTF_8));
        publish("stock", "three");

        // then
        assertions.published("orders.>").awaitCount(2).payloads().containsExactly("one", "two");
        assertions.published(">").awaitCount(3).subjects().containsExactly("orders.new", "orders.paid", "stock");
        assertions.published("orders.*").headers("Trace").containsExactly(null, "a");
        PublishedMessage paid = assertions.published("orders.paid").messages().get(0);
        assertThat(paid.headers().get("Trace")).containsExactly("a", "b");
        assertThat(paid.replyTo()).isEqualTo("inbox");
        assertThat(paid.client()).isEqualTo("shop");
        assertions.published("customers.>").isEmpty();
    }

    @Test
    void shouldSayWhatWasPublishedInstead(NatsAssertions assertions) throws Exception {
        publish("orders.new", "one");
        nats.flush(LONG);

        assertThatThrownBy(() -> assertions.published("orders.>").hasCount(2))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("Expected 2 messages published to orders.>, but there are 1")
                .hasMessageContaining("orders.new \"one\"");
        assertThatThrownBy(() -> assertions.published("nothing").awaitAtLeast(1, SHORT))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("at least 1")
                .hasMessageContaining("1 messages were published in all");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> assertions.published("orders..new"))
                .withMessageContaining("\"orders..new\"");
    }

    @Test
    void shouldNotCountAsAListener() {
        assertThatThrownBy(() -> nats.request("nobody.there", new byte[0]).get(LONG.toSeconds(), TimeUnit.SECONDS))
                .isInstanceOfAny(CancellationException.class, ExecutionException.class);
    }

    @Test
    void shouldKeepWhatWasPublishedLastOnly(NatsAssertions assertions) {
        for (int i = 0; i < PublishedLog.MESSAGES_MAX + 1; i++) {
            publish("many", String.valueOf(i));
        }
        publish("last", "");
        assertions.published("last").awaitCount(1);

        assertions.published("many").hasCount(PublishedLog.MESSAGES_MAX - 1);
        assertThatThrownBy(() -> assertions.published("many").isEmpty())
                .hasMessageContaining("the oldest 2 of them dropped")
                .hasMessageContaining("more");
    }

    @Test
    void shouldWaitUntilConsumersAreIdle(NatsAssertions assertions) throws Exception {
        // given
        SlowMachine.management(nats)
                .addStream(StreamConfiguration.builder()
                        .name("ORDERS")
                        .subjects("idle.>")
                        .build());
        JetStreamSubscription worker = SlowMachine.jetStream(nats)
                .subscribe(
                        "idle.>",
                        PullSubscribeOptions.builder().durable("worker").build());
        assertions.awaitIdle();

        // when, then
        SlowMachine.jetStream(nats).publish("idle.one", new byte[0]);
        assertThatThrownBy(() -> assertions.awaitIdle(SHORT))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("consumer worker of stream ORDERS: 1 messages not delivered, 0 delivered")
                .hasMessageContaining("no client asks for messages");
        worker.fetch(1, LONG).get(0).ack();
        assertions.awaitIdle();
        assertions.published("$JS.>").isEmpty();
    }

    @Test
    void shouldShowDeadLetters(NatsAssertions assertions) {
        // given
        Headers headers = new Headers()
                .add("Nats-Dead-Letter-Subject", "orders.new")
                .add("Nats-Dead-Letter-Stream", "ORDERS")
                .add("Nats-Dead-Letter-Sequence", "7")
                .add("Nats-Dead-Letter-Consumer", "worker")
                .add("Nats-Dead-Letter-Deliveries", "3")
                .add("Nats-Dead-Letter-Cause", "java.lang.IllegalStateException")
                .add("Nats-Dead-Letter-Message", "out of stock");

        // when
        publish("dead.orders", "no headers: published by somebody");
        nats.publish("dead.orders", headers, "one".getBytes(StandardCharsets.UTF_8));

        // then
        DeadLettersAssert dead = assertions.deadLettered("dead.>").awaitCount(1);
        dead.causes().containsExactly(IllegalStateException.class.getName());
        dead.causeMessages().containsExactly("out of stock");
        dead.originalSubjects().containsExactly("orders.new");
        DeadLetter letter = dead.deadLetters().get(0);
        assertThat(letter.message().text()).isEqualTo("one");
        assertThat(letter.stream()).isEqualTo("ORDERS");
        assertThat(letter.sequence()).isEqualTo(7);
        assertThat(letter.consumer()).isEqualTo("worker");
        assertThat(letter.deliveries()).isEqualTo(3);
    }
}
