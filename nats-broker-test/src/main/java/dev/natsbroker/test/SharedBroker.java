package dev.natsbroker.test;

import dev.natsbroker.broker.NatsBroker;
import dev.natsbroker.broker.config.AccountOptions;
import dev.natsbroker.broker.config.JetStreamAccountOptions;
import dev.natsbroker.broker.config.UserOptions;
import dev.natsbroker.broker.jetstream.meta.JetStreamAccount;
import dev.natsbroker.broker.monitoring.JetStreamView;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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

    /** A broker and the accounts that are open on it. */
    private record Shared(TestBroker broker, Set<String> accounts) {}

    private static @Nullable Shared current;
    private static long opened;

    private SharedBroker() {}

    static TestAccount open(boolean jetStream) {
        LOCK.lock();
        try {
            Shared shared = current;
            if (shared == null || !shared.broker().broker().isRunning()) { // a test may have stopped it
                shared = new Shared(start(), new HashSet<>());
                current = shared;
            }
            opened++;
            String name = "TEST-" + opened;
            TestAccount.Login login = new TestAccount.Login(
                    name, "test-" + opened, UUID.randomUUID().toString(), null);
            AccountOptions account = AccountOptions.of(name, UserOptions.of("test-" + opened, login.password()))
                    .withJetStream(jetStream ? JetStreamAccountOptions.unlimited() : null);
            NatsBroker broker = shared.broker().broker();
            broker.reload(broker.options().toBuilder().account(account).build());
            shared.accounts().add(name);
            Shared its = shared;
            return TestAccount.on(shared.broker(), login, () -> close(its, name));
        } finally {
            LOCK.unlock();
        }
    }

    private static TestBroker start() {
        return TestBroker.start(new EmbeddedSettings(0, "", JetStreamStore.MEMORY, false).options(), false);
    }

    private static void close(Shared shared, String account) {
        LOCK.lock();
        try {
            shared.accounts().remove(account);
            NatsBroker broker = shared.broker().broker();
            if (shared.accounts().isEmpty()) {
                current = current == shared ? null : current;
                shared.broker().close();
            } else if (broker.isRunning()) {
                deleteStreams(broker, account);
                Map<String, AccountOptions> others =
                        new LinkedHashMap<>(broker.options().accounts());
                others.remove(account);
                broker.reload(broker.options().toBuilder().accounts(others).build());
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
