package dev.natsbroker.broker.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nats.client.Connection;
import io.nats.client.ConsumerContext;
import io.nats.client.JetStream;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.JetStreamOptions;
import io.nats.client.KeyValue;
import io.nats.client.KeyValueOptions;
import io.nats.client.Message;
import io.nats.client.ObjectStore;
import io.nats.client.ObjectStoreOptions;
import io.nats.client.PublishOptions;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.KeyValueConfiguration;
import io.nats.client.api.ObjectStoreConfiguration;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.api.StreamInfo;
import io.nats.client.api.StreamInfoOptions;
import java.io.ByteArrayOutputStream;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the official client finds after a restart, in another account and in a domain. */
@Timeout(60)
@SuppressWarnings("try") // Connection.close() declares InterruptedException
class JnatsRestartTest {
    private static StreamConfiguration stream(String name) {
        return StreamConfiguration.builder().name(name).subjects(name + ".>").build();
    }

    @Test
    void shouldFindEverythingAfterARestart() throws Exception {
        try (JetStreamServer server = JetStreamServer.start()) {
            StreamInfo before;
            ZonedDateTime created;
            try (Connection connection = server.connect()) {
                fill(connection);
                before = connection.jetStreamManagement().getStreamInfo("S", details());
                created = connection
                        .jetStreamManagement()
                        .getConsumerInfo("S", "d")
                        .getCreationTime();
            }

            server.restart();

            try (Connection connection = server.connect()) {
                checkStream(connection, before);
                checkConsumer(connection, created);
                checkStores(connection);
            }
        }
    }

    private static StreamInfoOptions details() {
        return StreamInfoOptions.builder().allSubjects().deletedDetails().build();
    }

    private static void fill(Connection connection) throws Exception {
        JetStreamManagement jsm = connection.jetStreamManagement();
        JetStream js = connection.jetStream();
        jsm.addStream(StreamConfiguration.builder(stream("S"))
                .description("kept")
                .metadata(Map.of("owner", "tests"))
                .build());
        jsm.addStream(StreamConfiguration.builder(stream("M"))
                .storageType(StorageType.Memory)
                .build());
        for (int i = 1; i <= 20; i++) {
            js.publish(
                    "S." + i % 3,
                    Integer.toString(i).getBytes(UTF_8),
                    PublishOptions.builder().messageId("id" + i).build());
        }
        js.publish("M.a", new byte[1]);
        jsm.deleteMessage("S", 11);
        consume(jsm, js);
        connection
                .keyValueManagement()
                .create(KeyValueConfiguration.builder()
                        .name("kv")
                        .maxHistoryPerKey(3)
                        .build());
        KeyValue kv = connection.keyValue("kv");
        kv.put("k", "1");
        kv.put("k", "2");
        kv.put("gone", "3");
        kv.delete("gone");
        connection
                .objectStoreManagement()
                .create(ObjectStoreConfiguration.builder().name("os").build());
        byte[] object = new byte[500_000];
        Arrays.fill(object, (byte) 7);
        connection.objectStore("os").put("o", object);
    }

    /** One is acknowledged, one refused, one held, one ended; a second consumer is paused. */
    private static void consume(JetStreamManagement jsm, JetStream js) throws Exception {
        jsm.createConsumer(
                "S",
                ConsumerConfiguration.builder()
                        .durable("d")
                        .ackPolicy(AckPolicy.Explicit)
                        .build());
        jsm.createConsumer(
                "S", ConsumerConfiguration.builder().durable("paused").build());
        jsm.pauseConsumer("S", "paused", ZonedDateTime.now().plusHours(1));
        ConsumerContext consumer = js.getConsumerContext("S", "d");
        consumer.next(Brokers.PATIENCE).ackSync(Brokers.PATIENCE);
        Message second = consumer.next(Brokers.PATIENCE);
        consumer.next(Brokers.PATIENCE).term();
        consumer.next(Brokers.PATIENCE).ackSync(Brokers.PATIENCE);
        second.nak();
        assertThat(consumer.next(Brokers.PATIENCE)).isNotNull();
    }

    private static void checkStream(Connection connection, StreamInfo before) throws Exception {
        JetStreamManagement jsm = connection.jetStreamManagement();
        StreamInfo info = jsm.getStreamInfo("S", details());
        assertThat(info.getConfiguration().toJson())
                .isEqualTo(before.getConfiguration().toJson());
        assertThat(info.getCreateTime()).isEqualTo(before.getCreateTime());
        assertThat(info.getStreamState().getMsgCount()).isEqualTo(19);
        assertThat(info.getStreamState().getByteCount())
                .isEqualTo(before.getStreamState().getByteCount());
        assertThat(info.getStreamState().getLastSequence()).isEqualTo(20);
        assertThat(info.getStreamState().getFirstTime())
                .isEqualTo(before.getStreamState().getFirstTime());
        assertThat(info.getStreamState().getLastTime())
                .isEqualTo(before.getStreamState().getLastTime());
        assertThat(info.getStreamState().getDeleted()).containsExactly(11L);
        assertThat(info.getStreamState().getSubjectMap())
                .isEqualTo(before.getStreamState().getSubjectMap());
        assertThat(jsm.getMessage("S", 20).getHeaders().getFirst("Nats-Msg-Id")).isEqualTo("id20");
        assertThat(connection
                        .jetStream()
                        .publish(
                                "S.0",
                                new byte[0],
                                PublishOptions.builder().messageId("id20").build())
                        .isDuplicate())
                .isTrue();
        assertThatThrownBy(() -> jsm.getStreamInfo("M")).hasMessageContaining("10059");
        assertThat(connection.jetStream().publish("S.0", new byte[0]).getSeqno())
                .isEqualTo(21);
    }

    private static void checkConsumer(Connection connection, ZonedDateTime created) throws Exception {
        JetStreamManagement jsm = connection.jetStreamManagement();
        ConsumerInfo info = jsm.getConsumerInfo("S", "d");
        assertThat(info.getCreationTime()).isEqualTo(created);
        assertThat(info.getDelivered().getConsumerSequence()).isEqualTo(5);
        assertThat(info.getDelivered().getStreamSequence()).isIn(4L, 5L);
        assertThat(info.getAckFloor().getStreamSequence()).isEqualTo(1);
        assertThat(info.getNumAckPending()).isIn(1L, 2L);
        assertThat(jsm.getConsumerInfo("S", "paused").getPaused()).isTrue();
        assertThat(jsm.getConsumerNames("S")).containsExactlyInAnyOrder("d", "paused");
    }

    private static void checkStores(Connection connection) throws Exception {
        KeyValue kv = connection.keyValue("kv");
        assertThat(kv.get("k").getValueAsString()).isEqualTo("2");
        assertThat(kv.history("k")).hasSize(2);
        assertThat(kv.keys()).containsExactly("k");
        ObjectStore os = connection.objectStore("os");
        ByteArrayOutputStream object = new ByteArrayOutputStream();
        os.get("o", object);
        assertThat(object.size()).isEqualTo(500_000);
    }

    @Test
    void shouldKeepAccountsApart() throws Exception {
        String accounts = "accounts { A { jetstream: enabled, users: [{user: a, password: p}] }\n"
                + "B { jetstream: {max_streams: 1}, users: [{user: b, password: p}] }\n"
                + "C { users: [{user: c, password: p}] } }";
        try (JetStreamServer server = JetStreamServer.start(accounts);
                Connection a = server.connect(options -> options.userInfo("a", "p"));
                Connection b = server.connect(options -> options.userInfo("b", "p"));
                Connection c = server.connect(options -> options.userInfo("c", "p"))) {
            a.jetStreamManagement().addStream(stream("S"));
            a.jetStream().publish("S.a", "of a".getBytes(UTF_8));

            assertThat(b.jetStreamManagement().getStreamNames()).isEmpty();
            b.jetStreamManagement().addStream(stream("S"));
            b.jetStream().publish("S.a", "of b".getBytes(UTF_8));

            assertThat(a.jetStreamManagement().getMessage("S", 1).getData()).isEqualTo("of a".getBytes(UTF_8));
            assertThat(b.jetStreamManagement().getMessage("S", 1).getData()).isEqualTo("of b".getBytes(UTF_8));
            assertThat(a.jetStreamManagement()
                            .getStreamInfo("S")
                            .getStreamState()
                            .getMsgCount())
                    .isEqualTo(1);
            assertThatThrownBy(() -> b.jetStreamManagement().addStream(stream("T")))
                    .isInstanceOf(JetStreamApiException.class)
                    .hasMessageContaining("10027");
            assertThatThrownBy(() -> c.jetStreamManagement().addStream(stream("S")))
                    .hasMessageContaining("10039");
        }
    }

    @Test
    void shouldAnswerUnderItsDomain() throws Exception {
        try (JetStreamServer server = JetStreamServer.startWith("domain: hub");
                Connection connection = server.connect()) {
            JetStreamOptions hub = JetStreamOptions.builder().domain("hub").build();
            connection.jetStreamManagement(hub).addStream(stream("S"));

            assertThat(connection.jetStream(hub).publish("S.a", new byte[0]).getDomain())
                    .isEqualTo("hub");
            assertThat(connection.jetStreamManagement().getStreamNames()).containsExactly("S");
            assertThat(connection
                            .jetStreamManagement(hub)
                            .getAccountStatistics()
                            .getDomain())
                    .isEqualTo("hub");
            connection
                    .jetStreamManagement(hub)
                    .createConsumer(
                            "S", ConsumerConfiguration.builder().durable("d").build());
            Message message =
                    connection.jetStream(hub).getConsumerContext("S", "d").next(Brokers.PATIENCE);
            assertThat(message.metaData().getStream()).isEqualTo("S");
            message.ackSync(Brokers.PATIENCE);
            checkStoresOf(connection, "hub");
            JetStreamOptions away = JetStreamOptions.builder().domain("away").build();
            assertThatThrownBy(() -> connection.jetStreamManagement(away).getStreamNames())
                    .isInstanceOf(Exception.class);
        }
    }

    private static void checkStoresOf(Connection connection, String domain) throws Exception {
        KeyValueOptions kvOptions = KeyValueOptions.builder().jsDomain(domain).build();
        connection
                .keyValueManagement(kvOptions)
                .create(KeyValueConfiguration.builder().name("kv").build());
        KeyValue kv = connection.keyValue("kv", kvOptions);
        kv.put("k", "v");
        assertThat(kv.get("k").getValueAsString()).isEqualTo("v");
        ObjectStoreOptions osOptions =
                ObjectStoreOptions.builder().jsDomain(domain).build();
        connection
                .objectStoreManagement(osOptions)
                .create(ObjectStoreConfiguration.builder().name("os").build());
        ObjectStore os = connection.objectStore("os", osOptions);
        os.put("o", new byte[10]);
        assertThat(os.getInfo("o").getSize()).isEqualTo(10);
    }
}
