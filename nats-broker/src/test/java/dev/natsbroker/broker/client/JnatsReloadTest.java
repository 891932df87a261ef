package dev.natsbroker.broker.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.natsbroker.broker.NatsBroker;
import dev.natsbroker.broker.config.BrokerOptions;
import dev.natsbroker.broker.config.ConfigLoader;
import dev.natsbroker.broker.config.MappingCheck;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Accounts that lose JetStream, or go altogether, by a reload, and come back by a later one. */
@SuppressWarnings("try") // to close a connection may be interrupted
class JnatsReloadTest {
    private static final String OTHER = "B { users: [ { user: b, password: b } ] }";
    private static final String WITH = "A { users: [ { user: a, password: a } ], jetstream: enabled }";
    private static final String WITHOUT = "A { users: [ { user: a, password: a } ], jetstream: disabled }";

    @TempDir
    private Path folder;

    private String head = "";

    @BeforeEach
    void chooseFolder() {
        head = "jetstream { store_dir: \"" + folder + "\" }\n";
    }

    private String conf(String account) {
        return head + "accounts { " + OTHER + "\n" + account + " }\n";
    }

    private void reload(NatsBroker broker, String account) {
        BrokerOptions base = BrokerOptions.builder().host("127.0.0.1").port(0).build();
        broker.reload(ConfigLoader.ofProcess(MappingCheck.NONE)
                .loadText(conf(account), base)
                .options());
    }

    private static Connection connect(NatsBroker broker) {
        return Brokers.connect(Brokers.options(broker).userInfo("a", "a").build());
    }

    private static void makeStream(NatsBroker broker) throws IOException, JetStreamApiException, InterruptedException {
        try (Connection client = connect(broker)) {
            client.jetStreamManagement()
                    .addStream(StreamConfiguration.builder()
                            .name("S")
                            .subjects("s")
                            .storageType(StorageType.File)
                            .build());
            client.jetStream().publish("s", "1".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
    }

    private static void requireStream(NatsBroker broker)
            throws IOException, JetStreamApiException, InterruptedException {
        try (Connection client = connect(broker)) {
            assertThat(client.jetStream()
                            .publish("s", "2".getBytes(java.nio.charset.StandardCharsets.UTF_8))
                            .getSeqno())
                    .isEqualTo(2);
            assertThat(client.jetStreamManagement()
                            .getStreamInfo("S")
                            .getStreamState()
                            .getMsgCount())
                    .isEqualTo(2);
        }
    }

    @Test
    void shouldServeTheStreamsOfAnAccountThatComesBack()
            throws IOException, JetStreamApiException, InterruptedException {
        try (NatsBroker broker = Brokers.start(conf(WITH))) {
            makeStream(broker);

            reload(broker, "");
            assertThatThrownBy(() -> connect(broker).close()).isInstanceOf(Exception.class);
            reload(broker, WITH);

            requireStream(broker);
        }
    }

    @Test
    void shouldServeTheStreamsOfAnAccountThatHadNoJetStreamForAWhile()
            throws IOException, JetStreamApiException, InterruptedException {
        try (NatsBroker broker = Brokers.start(conf(WITH))) {
            makeStream(broker);

            reload(broker, WITHOUT);
            try (Connection client = connect(broker)) {
                assertThatThrownBy(() -> client.jetStreamManagement().getStreamInfo("S"))
                        .hasMessageContaining("10039");
            }
            reload(broker, WITH);

            requireStream(broker);
        }
    }

    @Test
    void shouldStoreMoreWhenTheServersLimitWasRaised() throws IOException, JetStreamApiException, InterruptedException {
        head = "jetstream { store_dir: \"" + folder + "\", max_file: 1K }\n";
        try (NatsBroker broker = Brokers.start(conf(WITH));
                Connection client = connect(broker)) {
            client.jetStreamManagement()
                    .addStream(StreamConfiguration.builder()
                            .name("S")
                            .subjects("s")
                            .storageType(StorageType.File)
                            .build());
            assertThatThrownBy(() -> client.jetStream().publish("s", new byte[2000]))
                    .hasMessageContaining("10023");

            head = head.replace("1K", "1M");
            reload(broker, WITH);

            assertThat(client.jetStream().publish("s", new byte[2000]).getSeqno())
                    .isEqualTo(1);
        }
    }

    @Test
    void shouldPutReloadedLimitsOfStreamsInForce() throws IOException, JetStreamApiException, InterruptedException {
        head = "jetstream { store_dir: \"" + folder + "\", limits { duplicate_window: 1h } }\n";
        StreamConfiguration wanted = StreamConfiguration.builder()
                .name("S")
                .subjects("s")
                .duplicateWindow(Duration.ofMinutes(10))
                .build();
        try (NatsBroker broker = Brokers.start(conf(WITH));
                Connection client = connect(broker)) {
            head = head.replace("1h", "60s"); // "1m" is a million
            reload(broker, WITH);

            assertThatThrownBy(() -> client.jetStreamManagement().addStream(wanted))
                    .hasMessageContaining("duplicates window");
        }
    }

    @Test
    void shouldMakeAnAccountAnewThatHadNoStreams() throws IOException, JetStreamApiException, InterruptedException {
        try (NatsBroker broker = Brokers.start(conf(WITH))) {
            reload(broker, "");
            reload(broker, WITH);
            makeStream(broker);
            requireStream(broker);
        }
    }
}
