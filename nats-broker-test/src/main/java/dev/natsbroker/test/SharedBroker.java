package dev.natsbroker.test;

import dev.natsbroker.broker.NatsBroker;
import dev.natsbroker.broker.config.AccountOptions;
import dev.natsbroker.broker.config.BrokerOptions;
import dev.natsbroker.broker.config.JetStreamAccountOptions;
import dev.natsbroker.broker.config.UserOptions;
import dev.natsbroker.broker.jetstream.meta.JetStreamAccount;
import dev.natsbroker.broker.monitoring.JetStreamView;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The broker that test contexts of this JVM share: it starts for the first of them and stops with the last. Each has an account of its
 * own, with its own user, which goes with its streams when the context is closed. Thread-safe: openings and closings take turns.
 */
final class SharedBroker {
    private static final int DELETE_SECONDS_MAX = 30;
    private static final ReentrantLock LOCK = new ReentrantLock();
    private static @Nullable TestBroker running;
    private static int open;
    private static long opened;

    private SharedBroker() {}

    static TestAccount open(boolean jetStream) {
        LOCK.lock();
        try {
            TestBroker broker = running == null ? start() : running;
            opened++;
            String name = "TEST-" + opened;
            TestAccount.Login login = new TestAccount.Login(
                    name, "test-" + opened, UUID.randomUUID().toString(), null);
            AccountOptions account = AccountOptions.of(name, UserOptions.of("test-" + opened, login.password()))
                    .withJetStream(jetStream ? JetStreamAccountOptions.unlimited() : null);
            BrokerOptions before = broker.broker().options();
            broker.broker().reload(before.toBuilder().account(account).build());
            running = broker;
            open++;
            return TestAccount.on(broker, login, () -> close(broker, name));
        } finally {
            LOCK.unlock();
        }
    }

    private static TestBroker start() {
        return TestBroker.start(new EmbeddedSettings(0, "", JetStreamStore.MEMORY, false).options(), false);
    }

    private static void close(TestBroker broker, String account) {
        LOCK.lock();
        try {
            open--;
            if (open == 0) {
                running = null;
                broker.close();
            } else if (broker.broker().isRunning()) {
                deleteStreams(broker.broker(), account);
                BrokerOptions before = broker.broker().options();
                Map<String, AccountOptions> others = new LinkedHashMap<>(before.accounts());
                others.remove(account);
                broker.broker().reload(before.toBuilder().accounts(others).build());
            }
        } finally {
            LOCK.unlock();
        }
    }

    private static void deleteStreams(NatsBroker broker, String name) {
        JetStreamView view = Objects.requireNonNull(broker.view().jetStream());
        JetStreamAccount account = view.engine().account(name);
        if (account == null) {
            return;
        }
        account.context()
                .lane()
                .ask(() -> CompletableFuture.allOf(List.copyOf(account.streams()).stream()
                        .map(account::delete)
                        .toArray(CompletableFuture[]::new)))
                .thenCompose(deleted -> deleted)
                .orTimeout(DELETE_SECONDS_MAX, TimeUnit.SECONDS)
                .join();
    }
}
