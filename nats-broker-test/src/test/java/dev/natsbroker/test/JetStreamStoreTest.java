package dev.natsbroker.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import dev.natsbroker.broker.NatsBroker;
import io.nats.client.Connection;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.platform.testkit.engine.EngineTestKit;

/** Runs test classes inside a test, to look at what is left of them. */
@SuppressWarnings("try") // close() of a jnats connection may throw InterruptedException
class JetStreamStoreTest {
    private static volatile @Nullable Path folder;

    private static void runs(Class<?> testClass, int count) {
        EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(testClass))
                .execute()
                .testEvents()
                .assertStatistics(tests -> tests.started(count).succeeded(count));
    }

    private static void storeAMessage(NatsBroker broker) throws Exception {
        try (Connection nats = SlowMachine.connect(broker)) {
            SlowMachine.management(nats)
                    .addStream(StreamConfiguration.builder()
                            .name("FILES")
                            .subjects("files")
                            .storageType(StorageType.File)
                            .build());
            assertThat(SlowMachine.jetStream(nats)
                            .publish("files", new byte[1000])
                            .getSeqno())
                    .isEqualTo(1);
        }
    }

    @EmbeddedNats(jetStream = JetStreamStore.FOLDER)
    static class InAFolder {
        @Test
        void shouldStore(NatsBroker broker) throws Exception {
            storeAMessage(broker);
            folder = broker.options().jetStream().dataDirectory();
            assertThat(folder).isDirectoryContaining(path -> path.endsWith("journal"));
        }
    }

    @Test
    void shouldRemoveTheFolderWithTheBroker() {
        runs(InAFolder.class, 1);

        Path store = Objects.requireNonNull(Objects.requireNonNull(folder).getParent());
        assertThat(store).doesNotExist();
    }

    @EmbeddedNats
    static class InMemory {
        @Test
        void shouldStore(NatsBroker broker) throws Exception {
            storeAMessage(broker);
            assertThat(Files.exists(broker.options().jetStream().dataDirectory()))
                    .isFalse();
        }
    }

    @Test
    void shouldStoreFilesInMemory() {
        runs(InMemory.class, 1);
    }

    @EmbeddedNats(jetStream = JetStreamStore.NONE)
    @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
    static class LeavingAFault {
        @Test
        @Order(1)
        void shouldBreakSomething(NatsFaults faults) {
            faults.refuseConnections();
            assertThat(faults).hasToString("NatsFaults[new connections are refused]");
        }

        @Test
        @Order(2)
        void shouldConnect(NatsBroker broker, NatsFaults faults) throws Exception {
            assertThat(faults).hasToString("NatsFaults[]");
            try (Connection nats = SlowMachine.connect(broker)) {
                assertThat(nats.getServerInfo().isJetStreamAvailable()).isFalse();
            }
        }
    }

    @Test
    void shouldReleaseFaultsBehindTheTest() {
        runs(LeavingAFault.class, 2);
    }

    @EmbeddedNats
    static class WithoutVirtualTime {
        @Test
        void shouldNotRun(NatsTestClock clock) {
            assertThat(clock).isNull();
        }
    }

    @Test
    void shouldSayHowToGetVirtualTime() {
        EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(WithoutVirtualTime.class))
                .execute()
                .testEvents()
                .failed()
                .assertThatEvents()
                .haveExactly(
                        1, finishedWithFailure(message(text -> text.contains("@EmbeddedNats(virtualTime = true)"))));
        NatsBrokerExtension unused =
                NatsBrokerExtension.builder().virtualTime(true).build();
        assertThatIllegalStateException().isThrownBy(unused::clock).withMessageContaining("@RegisterExtension");
    }
}
