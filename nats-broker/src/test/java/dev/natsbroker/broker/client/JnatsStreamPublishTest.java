package dev.natsbroker.broker.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nats.client.JetStream;
import io.nats.client.JetStreamOptions;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.PublishOptions;
import io.nats.client.PushSubscribeOptions;
import io.nats.client.api.MessageInfo;
import io.nats.client.api.PublishAck;
import io.nats.client.impl.Headers;
import io.nats.client.impl.NatsMessage;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the official client can publish to a stream. */
@Timeout(60)
class JnatsStreamPublishTest extends JetStreamClientTests {
    private static final byte[] DATA = "data".getBytes(UTF_8);

    private static PublishOptions.Builder options() {
        return PublishOptions.builder();
    }

    @Test
    void shouldAcknowledge() throws Exception {
        jsm.addStream(stream("ACK").build());

        PublishAck first = js.publish("ACK.a", DATA);
        PublishAck second = js.publish(NatsMessage.builder()
                .subject("ACK.b")
                .headers(new Headers().add("k", "v1", "v2"))
                .build());

        assertThat(first.getStream()).isEqualTo("ACK");
        assertThat(first.getSeqno()).isEqualTo(1);
        assertThat(first.isDuplicate()).isFalse();
        assertThat(first.getDomain()).isNull();
        assertThat(second.getSeqno()).isEqualTo(2);
        MessageInfo stored = jsm.getMessage("ACK", 2);
        assertThat(stored.getHeaders().get("k")).containsExactly("v1", "v2");
        assertThat(stored.getData()).isNullOrEmpty();
    }

    @Test
    void shouldAcknowledgeManyInOrder() throws Exception {
        int count = 5000;
        jsm.addStream(stream("ASYNC").build());

        List<CompletableFuture<PublishAck>> acks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            acks.add(js.publishAsync("ASYNC." + i % 10, Integer.toString(i).getBytes(UTF_8)));
        }

        for (int i = 0; i < count; i++) {
            assertThat(acks.get(i).get(10, TimeUnit.SECONDS).getSeqno()).isEqualTo(i + 1);
        }
        assertThat(jsm.getStreamInfo("ASYNC").getStreamState().getMsgCount()).isEqualTo(count);
    }

    @Test
    void shouldSayThatNoStreamListens() {
        assertThatThrownBy(() -> js.publish("nobody.listens", DATA))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("503");
    }

    @Test
    void shouldStoreAMessageIdOnce() throws Exception {
        jsm.addStream(stream("ONCE").build());

        PublishAck first = js.publish("ONCE.a", DATA, options().messageId("m1").build());
        PublishAck second = js.publish("ONCE.b", DATA, options().messageId("m1").build());
        PublishAck third = js.publish("ONCE.a", DATA, options().messageId("m2").build());

        assertThat(first.isDuplicate()).isFalse();
        assertThat(second.isDuplicate()).isTrue();
        assertThat(second.getSeqno()).isEqualTo(1);
        assertThat(third.getSeqno()).isEqualTo(2);
        assertThat(js.publish("ONCE.a", DATA, options().expectedLastMsgId("m2").build())
                        .getSeqno())
                .isEqualTo(3);
        checkError(
                10070,
                () -> js.publish(
                        "ONCE.a", DATA, options().expectedLastMsgId("m2").build()));
    }

    @Test
    void shouldCheckExpectations() throws Exception {
        jsm.addStream(stream("EXPECT").build());
        js.publish("EXPECT.a", DATA);
        js.publish("EXPECT.b", DATA);

        checkError(
                10060,
                () -> js.publish(
                        "EXPECT.a", DATA, options().expectedStream("OTHER").build()));
        checkError(
                10071,
                () -> js.publish(
                        "EXPECT.a", DATA, options().expectedLastSequence(1).build()));
        checkError(
                10071,
                () -> js.publish(
                        "EXPECT.a",
                        DATA,
                        options().expectedLastSubjectSequence(2).build()));
        checkError(
                10071,
                () -> js.publish(
                        "EXPECT.new",
                        DATA,
                        options().expectedLastSubjectSequence(3).build()));
        js.publish(
                "EXPECT.a",
                DATA,
                options()
                        .expectedStream("EXPECT")
                        .expectedLastSequence(2)
                        .expectedLastSubjectSequence(1)
                        .build());
        js.publish("EXPECT.new", DATA, options().expectedLastSubjectSequence(0).build());
        js.publish(
                "EXPECT.b",
                DATA,
                options()
                        .expectedLastSubjectSequence(4)
                        .expectedLastSubjectSequenceSubject("EXPECT.>")
                        .build());
        assertThat(jsm.getStreamInfo("EXPECT").getStreamState().getLastSequence())
                .isEqualTo(5);
    }

    @Test
    void shouldForgetAMessageWhenItsTimeIsOver() throws Exception {
        jsm.addStream(stream("TTL")
                .allowMessageTtl()
                .subjectDeleteMarkerTtl(Duration.ofSeconds(1))
                .build());
        JetStreamSubscription all = js.subscribe(
                "TTL.>", PushSubscribeOptions.builder().ordered(true).build());

        js.publish("TTL.a", DATA, options().messageTtlSeconds(1).build());
        js.publish("TTL.b", DATA, options().messageTtlNever().build());

        assertThat(all.nextMessage(Brokers.PATIENCE).getHeaders().getFirst("Nats-TTL"))
                .isEqualTo("1s");
        assertThat(all.nextMessage(Brokers.PATIENCE).getSubject()).isEqualTo("TTL.b");
        Message marker = all.nextMessage(Brokers.PATIENCE);
        assertThat(marker.getSubject()).isEqualTo("TTL.a");
        assertThat(marker.getHeaders().getFirst("Nats-Marker-Reason")).isEqualTo("MaxAge");
        assertThat(marker.getHeaders().getFirst("Nats-TTL")).isEqualTo("1s");
        checkError(10037, () -> jsm.getMessage("TTL", 1));
        checkError(
                10165,
                () -> js.publish(
                        "TTL.a", DATA, options().messageTtlCustom("wrong").build()));
        jsm.addStream(stream("NOTTL").build());
        checkError(
                10166,
                () -> js.publish("NOTTL.a", DATA, options().messageTtlSeconds(1).build()));
    }

    @Test
    void shouldRollUp() throws Exception {
        jsm.addStream(stream("ROLL").allowRollup(true).build());
        js.publish("ROLL.a", DATA);
        js.publish("ROLL.b", DATA);

        js.publish("ROLL.a", new Headers().add("Nats-Rollup", "sub"), DATA);

        assertThat(jsm.getStreamInfo("ROLL").getStreamState().getMsgCount()).isEqualTo(2);
        js.publish("ROLL.c", new Headers().add("Nats-Rollup", "all"), DATA);
        assertThat(jsm.getStreamInfo("ROLL").getStreamState().getMsgCount()).isEqualTo(1);
    }

    @Test
    void shouldStoreABatchAsOne() throws Exception {
        jsm.addStream(stream("BATCH").allowAtomicPublish().build());

        assertThat(request("BATCH.a", batch(1))).isEmpty();
        assertThat(request("BATCH.b", batch(2))).isEmpty();
        assertThat(jsm.getStreamInfo("BATCH").getStreamState().getMsgCount()).isZero();
        PublishAck ack = js.publish("BATCH.c", batch(3).add("Nats-Batch-Commit", "1"), DATA);

        assertThat(ack.getSeqno()).isEqualTo(3);
        assertThat(ack.getBatchId()).isEqualTo("id");
        assertThat(ack.getBatchSize()).isEqualTo(3);
        assertThat(jsm.getMessage("BATCH", 2).getSubject()).isEqualTo("BATCH.b");
        checkError(10176, () -> js.publish("BATCH.c", batch(7).add("Nats-Batch-Commit", "1"), DATA));
    }

    private static Headers batch(int sequence) {
        return new Headers().add("Nats-Batch-Id", "id").add("Nats-Batch-Sequence", Integer.toString(sequence));
    }

    private byte[] request(String subject, Headers headers) throws Exception {
        Message answer = connection.request(subject, headers, DATA, Brokers.PATIENCE);
        assertThat(answer).isNotNull();
        return answer.getData();
    }

    @Test
    void shouldCount() throws Exception {
        jsm.addStream(stream("COUNT").allowMessageCounter().allowDirect(true).build());

        assertThat(increment("+5").getVal()).isEqualTo("5");
        assertThat(increment("-7").getVal()).isEqualTo("-2");
        assertThat(increment("+100000000000000000000").getVal()).isEqualTo("99999999999999999998");
        assertThat(new String(jsm.getLastMessage("COUNT", "COUNT.a").getData(), UTF_8))
                .isEqualTo("{\"val\":\"99999999999999999998\"}");
        checkError(10169, () -> js.publish("COUNT.a", DATA));
    }

    private PublishAck increment(String by) throws Exception {
        return js.publish("COUNT.a", new Headers().add("Nats-Incr", by), new byte[0]);
    }

    @Test
    void shouldPublishOnSchedule() throws Exception {
        jsm.addStream(stream("PLAN").allowMessageSchedules().allowMessageTtl().build());
        JetStreamSubscription orders = js.subscribe(
                "PLAN.orders", PushSubscribeOptions.builder().ordered(true).build());
        Instant at = Instant.now().plusSeconds(1).truncatedTo(ChronoUnit.SECONDS);

        js.publish(
                "PLAN.schedules.one",
                new Headers().add("Nats-Schedule", "@at " + at).add("Nats-Schedule-Target", "PLAN.orders"),
                DATA);

        Message order = orders.nextMessage(Brokers.PATIENCE);
        assertThat(order).isNotNull();
        assertThat(order.getData()).isEqualTo(DATA);
        assertThat(order.getHeaders().getFirst("Nats-Scheduler")).isEqualTo("PLAN.schedules.one");
        assertThat(order.getHeaders().getFirst("Nats-Schedule-Next")).isEqualTo("purge");
        checkError(10189, () -> js.publish("PLAN.schedules.two", new Headers().add("Nats-Schedule", "sometime"), DATA));
    }

    @Test
    void shouldPublishWithoutAcknowledgement() throws Exception {
        jsm.addStream(stream("QUIET").build());
        JetStream quiet = connection.jetStream(
                JetStreamOptions.builder().publishNoAck(true).build());
        JetStreamSubscription all = js.subscribe(
                "QUIET.>", PushSubscribeOptions.builder().ordered(true).build());

        assertThat(quiet.publish("QUIET.a", DATA)).isNull();

        assertThat(all.nextMessage(Brokers.PATIENCE).getData()).isEqualTo(DATA);
    }
}
