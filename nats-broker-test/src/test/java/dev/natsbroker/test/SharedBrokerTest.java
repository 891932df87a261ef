package dev.natsbroker.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.api.StreamConfiguration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // close() of a jnats connection may throw InterruptedException
class SharedBrokerTest {
    private static final int CONTEXTS = 6;
    private static final EmbeddedSettings SETTINGS = new EmbeddedSettings(0, "", JetStreamStore.MEMORY, false);

    private static Connection connect(TestAccount account) throws Exception {
        return Nats.connect(SlowMachine.options(account.broker())
                .userInfo(account.login().user(), account.login().password())
                .build());
    }

    @Test
    void shouldServeContextsThatComeAndGoAtTheSameTime() throws Exception {
        ExecutorService contexts = Executors.newFixedThreadPool(CONTEXTS);
        Set<String> names = ConcurrentHashMap.newKeySet();
        try (TestAccount staying = TestAccount.open(SETTINGS);
                Connection watching = connect(staying)) {
            // when
            List<Future<Integer>> ports = new ArrayList<>();
            for (int i = 0; i < CONTEXTS; i++) {
                int number = i;
                ports.add(contexts.submit(() -> useAContext(number, names)));
            }

            // then
            for (Future<Integer> port : ports) {
                assertThat(port.get(60, TimeUnit.SECONDS))
                        .isEqualTo(staying.broker().port());
            }
            assertThat(names).hasSize(CONTEXTS);
            watching.flush(SlowMachine.LONG);
            assertThat(watching.getStatistics().getReconnects()).isZero();
            assertThat(staying.broker().options().accounts().keySet()).doesNotContainAnyElementsOf(names);
            staying.assertions().published(">").isEmpty();
        } finally {
            contexts.shutdownNow();
        }
    }

    private static int useAContext(int number, Set<String> names) throws Exception {
        try (TestAccount account = TestAccount.open(SETTINGS);
                Connection nats = connect(account)) {
            names.add(account.login().account());
            SlowMachine.management(nats)
                    .addStream(StreamConfiguration.builder()
                            .name("SAME")
                            .subjects("same")
                            .build());
            for (int i = 0; i <= number; i++) {
                SlowMachine.jetStream(nats).publish("same", new byte[1]);
            }
            account.assertions().published("same").hasCount(number + 1);
            account.faults().disconnectAll();
            return account.broker().port();
        }
    }

    @Test
    void shouldStartAnotherBrokerWhenOneWasStopped() throws Exception {
        TestAccount first = TestAccount.open(SETTINGS);
        first.broker().stop();

        try (TestAccount second = TestAccount.open(SETTINGS);
                Connection nats = connect(second)) {
            nats.flush(SlowMachine.LONG);
            assertThat(second.broker()).isNotSameAs(first.broker());
            first.close();
            assertThat(second.broker().isRunning()).isTrue();
        }
    }
}
