package dev.natsbroker.broker.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.PublishOptions;
import io.nats.client.PullSubscribeOptions;
import io.nats.client.PurgeOptions;
import io.nats.client.PushSubscribeOptions;
import io.nats.client.Subscription;
import io.nats.client.api.AccountStatistics;
import io.nats.client.api.CompressionOption;
import io.nats.client.api.DiscardPolicy;
import io.nats.client.api.MessageInfo;
import io.nats.client.api.Mirror;
import io.nats.client.api.Republish;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.Source;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.api.StreamInfo;
import io.nats.client.api.StreamInfoOptions;
import io.nats.client.api.SubjectTransform;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Management of streams and their messages by the official client. */
@Timeout(60)
class JnatsStreamsTest extends JetStreamClientTests {
    private static final byte[] EMPTY = {};

    private void publish(String subject, int count) throws Exception {
        for (int i = 1; i <= count; i++) {
            js.publish(subject, Integer.toString(i).getBytes(UTF_8));
        }
    }

    @Test
    void shouldTellTheClientOfJetStream() {
        assertThat(connection.getServerInfo().isJetStreamAvailable()).isTrue();
        assertThat(connection.getServerInfo().getMaxPayload()).isEqualTo(1024 * 1024);
        assertThat(connection.getServerInfo().isSameOrNewerThanVersion("2.12.0"))
                .isTrue();
    }

    @Test
    void shouldKeepTheWholeConfiguration() throws Exception {
        StreamConfiguration wanted = stream("WHOLE")
                .description("all of it")
                .storageType(StorageType.Memory)
                .retentionPolicy(RetentionPolicy.Limits)
                .maxConsumers(7)
                .maxMessages(100)
                .maxMessagesPerSubject(3)
                .maxBytes(1_000_000)
                .maxAge(Duration.ofHours(1))
                .maximumMessageSize(1000)
                .discardPolicy(DiscardPolicy.New)
                .discardNewPerSubject(true)
                .duplicateWindow(Duration.ofMinutes(5))
                .allowDirect(true)
                .allowRollup(true)
                .denyDelete(true)
                .firstSequence(50)
                .subjectTransform(SubjectTransform.builder()
                        .source("WHOLE.a.*")
                        .destination("WHOLE.b.{{wildcard(1)}}")
                        .build())
                .republish(Republish.builder()
                        .source("WHOLE.>")
                        .destination("copy.>")
                        .headersOnly(true)
                        .build())
                .allowMessageTtl()
                .subjectDeleteMarkerTtl(Duration.ofSeconds(30))
                .metadata(Map.of("owner", "tests"))
                .build();

        StreamInfo info = jsm.addStream(wanted);

        StreamConfiguration kept = info.getConfiguration();
        assertThat(kept.getDescription()).isEqualTo("all of it");
        assertThat(kept.getStorageType()).isEqualTo(StorageType.Memory);
        assertThat(kept.getMaxConsumers()).isEqualTo(7);
        assertThat(kept.getMaxMsgs()).isEqualTo(100);
        assertThat(kept.getMaxMsgsPerSubject()).isEqualTo(3);
        assertThat(kept.getMaxBytes()).isEqualTo(1_000_000);
        assertThat(kept.getMaxAge()).isEqualTo(Duration.ofHours(1));
        assertThat(kept.getMaximumMessageSize()).isEqualTo(1000);
        assertThat(kept.getDiscardPolicy()).isEqualTo(DiscardPolicy.New);
        assertThat(kept.isDiscardNewPerSubject()).isTrue();
        assertThat(kept.getDuplicateWindow()).isEqualTo(Duration.ofMinutes(5));
        assertThat(kept.getAllowDirect()).isTrue();
        assertThat(kept.getAllowRollup()).isTrue();
        assertThat(kept.getDenyDelete()).isTrue();
        assertThat(kept.getDenyPurge()).isFalse();
        assertThat(kept.getFirstSequence()).isEqualTo(50);
        assertThat(kept.getAllowMessageTtl()).isTrue();
        assertThat(kept.getSubjectDeleteMarkerTtl()).isEqualTo(Duration.ofSeconds(30));
        assertThat(kept.getMetadata()).containsEntry("owner", "tests");
        assertThat(kept.getRepublish()).isNotNull();
        assertThat(kept.getSubjectTransform()).isNotNull();
        assertThat(js.publish("WHOLE.a.x", EMPTY).getSeqno()).isEqualTo(50);
        assertThat(jsm.getMessage("WHOLE", 50).getSubject()).isEqualTo("WHOLE.b.x");
    }

    @Test
    void shouldCreateUpdateAndDelete() throws Exception {
        jsm.addStream(stream("LIFE").maxMessages(10).build());
        publish("LIFE.a", 5);

        StreamInfo updated = jsm.updateStream(
                stream("LIFE").maxMessages(2).addSubjects("extra").build());

        assertThat(updated.getConfiguration().getMaxMsgs()).isEqualTo(2);
        assertThat(updated.getConfiguration().getSubjects()).containsExactly("LIFE.>", "extra");
        assertThat(jsm.getStreamInfo("LIFE").getStreamState().getMsgCount()).isEqualTo(2);
        checkError(10058, () -> jsm.addStream(stream("LIFE").maxMessages(3).build()));
        checkError(
                10052,
                () -> jsm.updateStream(
                        stream("LIFE").storageType(StorageType.Memory).build()));
        checkError(
                10065,
                () -> jsm.addStream(StreamConfiguration.builder()
                        .name("LIFE2")
                        .subjects("LIFE.x")
                        .build()));
        assertThat(jsm.deleteStream("LIFE")).isTrue();
        checkError(10059, () -> jsm.deleteStream("LIFE"));
        checkError(10059, () -> jsm.getStreamInfo("LIFE"));
    }

    @Test
    void shouldListByPagesAndBySubject() throws Exception {
        List<String> names = new ArrayList<>();
        for (int i = 1000; i < 1270; i++) {
            names.add("PAGE" + i);
            jsm.addStream(stream("PAGE" + i).storageType(StorageType.Memory).build());
        }

        assertThat(jsm.getStreamNames()).containsAll(names).isSorted();
        assertThat(jsm.getStreams())
                .extracting(info -> info.getConfiguration().getName())
                .containsAll(names);
        assertThat(jsm.getStreamNames("PAGE1003.>")).containsExactly("PAGE1003");
        assertThat(jsm.getStreamNames("nobody.has.it")).isEmpty();
        assertThat(jsm.getStreams("PAGE1004.x"))
                .extracting(info -> info.getConfiguration().getName())
                .containsExactly("PAGE1004");
        for (String name : names) {
            jsm.deleteStream(name);
        }
    }

    @Test
    void shouldTellOfSubjectsAndDeletedMessages() throws Exception {
        jsm.addStream(stream("STATE").build());
        publish("STATE.a", 3);
        publish("STATE.b", 2);
        jsm.deleteMessage("STATE", 2);
        jsm.deleteMessage("STATE", 4, false);

        StreamInfo info = jsm.getStreamInfo(
                "STATE",
                StreamInfoOptions.builder().allSubjects().deletedDetails().build());

        assertThat(info.getStreamState().getMsgCount()).isEqualTo(3);
        assertThat(info.getStreamState().getFirstSequence()).isEqualTo(1);
        assertThat(info.getStreamState().getLastSequence()).isEqualTo(5);
        assertThat(info.getStreamState().getSubjectCount()).isEqualTo(2);
        assertThat(info.getStreamState().getSubjectMap()).isEqualTo(Map.of("STATE.a", 2L, "STATE.b", 1L));
        assertThat(info.getStreamState().getDeleted()).containsExactly(2L, 4L);
        assertThat(info.getStreamState().getDeletedCount()).isEqualTo(2);
        assertThat(jsm.getStreamInfo("STATE").getStreamState().getSubjects()).isEmpty();
        checkError(10043, () -> jsm.deleteMessage("STATE", 2));
        checkError(10057, () -> jsm.deleteMessage("STATE", 77));
    }

    @Test
    void shouldPurge() throws Exception {
        jsm.addStream(stream("PURGE").build());
        publish("PURGE.a", 10);
        publish("PURGE.b", 10);

        assertThat(jsm.purgeStream(
                                "PURGE",
                                PurgeOptions.builder()
                                        .subject("PURGE.a")
                                        .keep(3)
                                        .build())
                        .getPurged())
                .isEqualTo(7);
        assertThat(jsm.purgeStream("PURGE", PurgeOptions.builder().sequence(13).build())
                        .getPurged())
                .isEqualTo(5);
        assertThat(jsm.purgeStream("PURGE", PurgeOptions.subject("PURGE.nothing"))
                        .getPurged())
                .isZero();
        assertThat(jsm.purgeStream("PURGE").getPurged()).isEqualTo(8);
        StreamInfo info = jsm.getStreamInfo("PURGE");
        assertThat(info.getStreamState().getMsgCount()).isZero();
        assertThat(info.getStreamState().getFirstSequence()).isEqualTo(21);
        assertThat(info.getStreamState().getLastSequence()).isEqualTo(20);
    }

    @Test
    void shouldGetMessagesThroughTheApi() throws Exception {
        checkGets(stream("GET").allowDirect(false).build());
    }

    @Test
    void shouldGetMessagesDirectly() throws Exception {
        checkGets(stream("DIRECT").allowDirect(true).build());
    }

    private void checkGets(StreamConfiguration config) throws Exception {
        String name = config.getName();
        ZonedDateTime before = ZonedDateTime.now().minusMinutes(1);
        jsm.addStream(config);
        publish(name + ".a", 2);
        publish(name + ".b", 2);
        publish(name + ".a", 1);

        MessageInfo third = jsm.getMessage(name, 3);
        assertThat(third.getSubject()).isEqualTo(name + ".b");
        assertThat(third.getData()).isEqualTo("1".getBytes(UTF_8));
        assertThat(third.getSeq()).isEqualTo(3);
        assertThat(third.getTime()).isAfter(before);
        assertThat(jsm.getLastMessage(name, name + ".a").getSeq()).isEqualTo(5);
        assertThat(jsm.getLastMessage(name, name + ".>").getSeq()).isEqualTo(5);
        assertThat(jsm.getFirstMessage(name, name + ".b").getSeq()).isEqualTo(3);
        assertThat(jsm.getNextMessage(name, 2, name + ".a").getSeq()).isEqualTo(2);
        assertThat(jsm.getNextMessage(name, 3, name + ".a").getSeq()).isEqualTo(5);
        assertThat(jsm.getFirstMessage(name, before).getSeq()).isEqualTo(1);
        assertThat(jsm.getFirstMessage(name, before, name + ".b").getSeq()).isEqualTo(3);
        checkError(10037, () -> jsm.getMessage(name, 99));
        checkError(10037, () -> jsm.getLastMessage(name, name + ".none"));
        checkError(10037, () -> jsm.getFirstMessage(name, ZonedDateTime.now().plusHours(1)));
    }

    @Test
    void shouldCountTheAccount() throws Exception {
        jsm.addStream(stream("ACCOUNT").build());
        publish("ACCOUNT.a", 1);

        AccountStatistics account = jsm.getAccountStatistics();

        assertThat(account.getStreams()).isPositive();
        assertThat(account.getStorage()).isPositive();
        assertThat(account.getLimits().getMaxStreams()).isEqualTo(-1);
        assertThat(account.getApi().getTotalApiRequests()).isPositive();
        assertThat(account.getApi().getLevel()).isPositive();
    }

    @Test
    void shouldRepublish() throws Exception {
        jsm.addStream(stream("REPUB")
                .republish(Republish.builder()
                        .source("REPUB.>")
                        .destination("copy.>")
                        .build())
                .build());
        Subscription copies = connection.subscribe("copy.>");
        connection.flush(Brokers.PATIENCE);

        publish("REPUB.a", 2);

        Message first = copies.nextMessage(Brokers.PATIENCE);
        Message second = copies.nextMessage(Brokers.PATIENCE);
        assertThat(first.getSubject()).isEqualTo("copy.a");
        assertThat(first.getHeaders().getFirst("Nats-Stream")).isEqualTo("REPUB");
        assertThat(first.getHeaders().getFirst("Nats-Subject")).isEqualTo("REPUB.a");
        assertThat(first.getHeaders().getFirst("Nats-Last-Sequence")).isEqualTo("0");
        assertThat(second.getHeaders().getFirst("Nats-Sequence")).isEqualTo("2");
        assertThat(second.getHeaders().getFirst("Nats-Last-Sequence")).isEqualTo("1");
    }

    @Test
    void shouldSeal() throws Exception {
        jsm.addStream(stream("SEAL").build());
        publish("SEAL.a", 2);

        StreamInfo info = jsm.updateStream(stream("SEAL").seal().build());

        assertThat(info.getConfiguration().getSealed()).isTrue();
        checkError(10109, () -> js.publish("SEAL.a", EMPTY));
        checkError(10109, () -> jsm.deleteMessage("SEAL", 1));
        checkError(10109, () -> jsm.purgeStream("SEAL"));
        assertThat(jsm.getMessage("SEAL", 2).getData()).isEqualTo("2".getBytes(UTF_8));
    }

    @Test
    void shouldCompress() throws Exception {
        jsm.addStream(stream("SQUEEZED").compressionOption(CompressionOption.S2).build());
        byte[] payload = "all the same ".repeat(1000).getBytes(UTF_8);
        for (int i = 0; i < 50; i++) {
            js.publish("SQUEEZED.a", payload);
        }

        assertThat(jsm.getStreamInfo("SQUEEZED").getConfiguration().getCompressionOption())
                .isEqualTo(CompressionOption.S2);
        assertThat(jsm.getMessage("SQUEEZED", 33).getData()).isEqualTo(payload);
    }

    @Test
    void shouldRefuseWhatIsTooMuch() throws Exception {
        jsm.addStream(stream("FULL")
                .maxMessages(2)
                .discardPolicy(DiscardPolicy.New)
                .maximumMessageSize(10)
                .build());
        publish("FULL.a", 2);

        checkError(10077, () -> js.publish("FULL.a", EMPTY));
        checkError(10054, () -> js.publish("FULL.a", new byte[11]));
        assertThat(jsm.getStreamInfo("FULL").getStreamState().getMsgCount()).isEqualTo(2);
    }

    @Test
    void shouldFollowByMirrorAndSource() throws Exception {
        jsm.addStream(stream("ORIGIN").build());
        publish("ORIGIN.a", 3);
        publish("ORIGIN.b", 2);

        jsm.addStream(StreamConfiguration.builder()
                .name("MIRROR")
                .mirror(Mirror.builder().name("ORIGIN").build())
                .build());
        jsm.addStream(StreamConfiguration.builder()
                .name("SOURCED")
                .subjects("own")
                .sources(Source.builder()
                        .name("ORIGIN")
                        .filterSubject("ORIGIN.b")
                        .build())
                .build());

        JetStreamSubscription mirrored = js.subscribe(
                ">",
                PushSubscribeOptions.builder().stream("MIRROR").ordered(true).build());
        for (int i = 1; i <= 5; i++) {
            Message message = mirrored.nextMessage(Brokers.PATIENCE);
            assertThat(message.metaData().streamSequence()).isEqualTo(i);
        }
        publish("own", 1);
        publish("ORIGIN.b", 1);
        JetStreamSubscription sourced = js.subscribe(
                "ORIGIN.b",
                PushSubscribeOptions.builder().stream("SOURCED").ordered(true).build());
        for (int i = 1; i <= 3; i++) {
            Message message = sourced.nextMessage(Brokers.PATIENCE);
            assertThat(message.getSubject()).isEqualTo("ORIGIN.b");
            assertThat(message.getHeaders().getFirst("Nats-Stream-Source")).startsWith("ORIGIN ");
        }
        assertThat(mirrored.nextMessage(Brokers.PATIENCE).metaData().streamSequence())
                .isEqualTo(6);
        StreamInfo info = jsm.getStreamInfo("MIRROR");
        assertThat(info.getMirrorInfo().getName()).isEqualTo("ORIGIN");
        assertThat(info.getMirrorInfo().getLag()).isZero();
        assertThat(jsm.getStreamInfo("SOURCED").getSourceInfos().get(0).getName())
                .isEqualTo("ORIGIN");
    }

    @Test
    void shouldKeepToTheRetention() throws Exception {
        jsm.addStream(stream("WORK").retentionPolicy(RetentionPolicy.WorkQueue).build());
        publish("WORK.a", 3);
        JetStreamSubscription worker = js.subscribe(
                "WORK.>", PullSubscribeOptions.builder().durable("worker").build());

        List<Message> messages = worker.fetch(3, Brokers.PATIENCE);
        for (Message message : messages) {
            message.ackSync(Brokers.PATIENCE);
        }

        assertThat(messages).hasSize(3);
        assertThat(jsm.getStreamInfo("WORK").getStreamState().getMsgCount()).isZero();
        assertThatThrownBy(() -> js.subscribe(
                        "WORK.a",
                        PullSubscribeOptions.builder().durable("second").build()))
                .isInstanceOf(JetStreamApiException.class)
                .hasMessageContaining("10100");
        jsm.addStream(
                stream("INTEREST").retentionPolicy(RetentionPolicy.Interest).build());
        js.publish(
                "INTEREST.a",
                EMPTY,
                PublishOptions.builder().expectedStream("INTEREST").build());
        assertThat(jsm.getStreamInfo("INTEREST").getStreamState().getMsgCount()).isZero();
    }
}
