package dev.natsbroker.spring.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.natsbroker.spring.ManualBroker;
import dev.natsbroker.spring.bucket.InvalidNameException;
import dev.natsbroker.spring.kv.KeyValueBucket;
import dev.natsbroker.spring.kv.KeyValueTemplate;
import dev.natsbroker.spring.support.converter.PayloadConverters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class NatsLockTest {
    private static final Duration LEASE = Duration.ofSeconds(30);

    @RegisterExtension
    static final ManualBroker nats = new ManualBroker();

    private static KeyValueTemplate keyValue;

    private final List<NatsLockRegistry> registries = new ArrayList<>();
    private final List<String> lost = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @BeforeAll
    static void connect() {
        keyValue = new KeyValueTemplate(nats.connectionFactory(), new PayloadConverters());
    }

    @AfterEach
    void close() {
        registries.forEach(NatsLockRegistry::close);
        threads.shutdownNow();
    }

    /** Stands for a process of its own. */
    private NatsLockRegistry registry() {
        NatsLockRegistry registry =
                new NatsLockRegistry(keyValue, "locks", LEASE, (lock, token) -> lost.add(lock), nats.clock()::nanoTime);
        registries.add(registry);
        return registry;
    }

    private static KeyValueBucket<String> bucket() {
        return keyValue.bucket("locks", String.class);
    }

    @Test
    void shouldExcludeOthers() {
        // given
        NatsLock mine = registry().obtain("exclusive");
        NatsLock theirs = registry().obtain("exclusive");

        // then
        assertThat(mine.tryLock()).isTrue();
        assertThat(mine.isHeld()).isTrue();
        assertThat(theirs.tryLock()).isFalse();
        assertThat(theirs.isHeld()).isFalse();
        long token = mine.fencingToken();
        mine.unlock();
        assertThat(mine.isHeld()).isFalse();
        assertThat(theirs.tryLock()).isTrue();
        assertThat(theirs.fencingToken()).isGreaterThan(token);
        theirs.unlock();
    }

    @Test
    void shouldLeaveNothingBehindForGood() {
        // given
        NatsLock lock = registry().obtain("order-42");
        lock.lock();
        lock.unlock();
        assertThat(bucket().history("order-42")).isNotEmpty();

        // when
        nats.clock().advance(Duration.ofMinutes(2));

        // then
        await().untilAsserted(() -> assertThat(bucket().history("order-42")).isEmpty());
    }

    @Test
    void shouldBeReentrant() throws Exception {
        // given
        NatsLockRegistry registry = registry();
        NatsLock lock = registry.obtain("reentrant");
        NatsLock theirs = registry().obtain("reentrant");

        // when
        lock.lock();
        lock.lock();
        assertThat(lock.tryLock()).isTrue();
        lock.unlock();
        lock.unlock();

        // then
        assertThat(registry.obtain("reentrant")).isSameAs(lock);
        assertThat(threads.submit(() -> lock.tryLock()).get(5, TimeUnit.SECONDS))
                .isFalse();
        assertThat(theirs.tryLock()).isFalse();
        lock.unlock();
        assertThat(theirs.tryLock()).isTrue();
        theirs.unlock();
        assertThatThrownBy(lock::unlock)
                .isInstanceOf(IllegalMonitorStateException.class)
                .hasMessageContaining("'reentrant'");
    }

    @Test
    void shouldWakeWaitersWhenReleased() throws Exception {
        // given
        NatsLock mine = registry().obtain("waited");
        NatsLock theirs = registry().obtain("waited");
        mine.lock();
        Future<Boolean> waiting = threads.submit(() -> {
            try (NatsLock.Held held = theirs.acquire()) {
                return held.isHeld();
            }
        });

        // when
        assertThatThrownBy(() -> waiting.get(200, TimeUnit.MILLISECONDS)).isNotNull();
        mine.unlock();

        // then
        assertThat(waiting.get(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void shouldCountUpUnderContention() throws Exception {
        // given
        AtomicInteger inside = new AtomicInteger();
        List<Long> tokens = new ArrayList<>();
        List<Future<?>> workers = new ArrayList<>();

        // when
        for (int i = 0; i < 3; i++) {
            NatsLock lock = registry().obtain("contended");
            workers.add(threads.submit(() -> {
                for (int n = 0; n < 5; n++) {
                    lock.lock();
                    assertThat(inside.incrementAndGet()).isEqualTo(1);
                    tokens.add(lock.fencingToken());
                    inside.decrementAndGet();
                    lock.unlock();
                }
            }));
        }
        for (Future<?> worker : workers) {
            worker.get(20, TimeUnit.SECONDS);
        }

        // then
        assertThat(tokens).hasSize(15).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void shouldGiveUpWaiting() throws Exception {
        // given
        NatsLock mine = registry().obtain("given-up");
        NatsLock theirs = registry().obtain("given-up");
        mine.lock();

        // then
        assertThat(theirs.tryLock(50, TimeUnit.MILLISECONDS)).isFalse();
        assertThat(theirs.acquire(Duration.ofMillis(10))).isNull();
        mine.unlock();
        try (NatsLock.Held held = theirs.acquire(Duration.ofMillis(10))) {
            assertThat(held.fencingToken()).isEqualTo(theirs.fencingToken());
        }
    }

    @Test
    void shouldBeInterruptible() throws Exception {
        // given
        NatsLock mine = registry().obtain("interrupted");
        NatsLock theirs = registry().obtain("interrupted");
        mine.lock();
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Thread waiting = new Thread(() -> {
            try {
                theirs.lockInterruptibly();
            } catch (Throwable e) {
                thrown.complete(e);
            }
        });
        waiting.start();
        await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);

        // when
        waiting.interrupt();

        // then
        assertThat(thrown.get(5, TimeUnit.SECONDS)).isNotNull();
        mine.unlock();
        assertThat(theirs.tryLock()).isTrue();
        theirs.unlock();
    }

    @Test
    void shouldKeepTheLockWhileItIsRenewed() {
        // given
        NatsLockRegistry registry = registry();
        NatsLock mine = registry.obtain("renewed");
        NatsLock theirs = registry().obtain("renewed");
        mine.lock();
        long token = mine.fencingToken();

        // when
        for (int i = 0; i < 3; i++) {
            long before = bucket().getEntry("renewed").revision();
            nats.clock().advance(Duration.ofSeconds(20));
            registry.renewHeld();
            await().until(() -> bucket().getEntry("renewed").revision() > before);
        }

        // then
        await().until(mine::isHeld);
        assertThat(theirs.tryLock()).isFalse();
        assertThat(mine.fencingToken()).isEqualTo(token);
        mine.unlock();
        assertThat(lost).isEmpty();
    }

    @Test
    void shouldPassToOthersWhenTheHolderIsDead() {
        // given
        NatsLock dead = registry().obtain("dead");
        NatsLock theirs = registry().obtain("dead");
        dead.lock();
        long token = dead.fencingToken();

        // when
        nats.clock().advance(LEASE.minusSeconds(1));
        assertThat(dead.isHeld()).isTrue();
        assertThat(theirs.tryLock()).isFalse();
        nats.clock().advance(Duration.ofSeconds(2));

        // then
        assertThat(dead.isHeld()).isFalse();
        await().pollInSameThread().until(theirs::tryLock);
        assertThat(theirs.fencingToken()).isGreaterThan(token);
        assertThatThrownBy(dead::fencingToken).isInstanceOf(LockLostException.class);
        assertThatThrownBy(dead::unlock)
                .isInstanceOf(LockLostException.class)
                .hasMessageContaining("'dead'")
                .hasMessageContaining(Long.toString(token));
        theirs.unlock();
    }

    @Test
    void shouldWakeWaitersWhenTheLeaseRunsOut() throws Exception {
        // given
        NatsLock dead = registry().obtain("run-out");
        NatsLock theirs = registry().obtain("run-out");
        dead.lock();
        Future<Boolean> waiting = threads.submit(() -> theirs.tryLock(10, TimeUnit.SECONDS));
        assertThatThrownBy(() -> waiting.get(200, TimeUnit.MILLISECONDS)).isNotNull();

        // when
        nats.clock().advance(LEASE.plusSeconds(1));

        // then
        assertThat(waiting.get(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void shouldTellThatALockWasTakenAway() {
        // given
        NatsLockRegistry registry = registry();
        NatsLock lock = registry.obtain("taken");
        lock.lock();

        // when
        bucket().put("taken", "somebody else");
        registry.renewHeld();

        // then
        await().until(() -> lost.contains("taken"));
        assertThat(lock.isHeld()).isFalse();
        assertThatThrownBy(lock::lock).isInstanceOf(LockLostException.class);
        assertThatThrownBy(lock::unlock).isInstanceOf(LockLostException.class);
        assertThat(bucket().get("taken")).isEqualTo("somebody else");
        bucket().delete("taken");
    }

    @Test
    void shouldRecogniseItsOwnRenewalWhoseAnswerWasLost() {
        // given
        NatsLockRegistry registry = registry();
        NatsLock lock = registry.obtain("adopted");
        lock.lock();
        long revision = bucket().put("adopted", bucket().get("adopted"), LEASE);

        // when
        registry.renewHeld();

        // then
        await().until(() -> bucket().getEntry("adopted").revision() > revision);
        assertThat(lock.isHeld()).isTrue();
        bucket().put("adopted", bucket().get("adopted"), LEASE);
        lock.unlock();
        assertThat(bucket().get("adopted")).isNull();
    }

    @Test
    void shouldRenewByItself() {
        // given
        NatsLockRegistry registry = new NatsLockRegistry(keyValue, Duration.ofSeconds(3));
        registries.add(registry);
        NatsLock lock = registry.obtain("automatic");
        lock.lock();
        long token = lock.fencingToken();

        // then
        await().atMost(Duration.ofSeconds(5))
                .until(() -> bucket().getEntry("automatic").revision() > token);
        lock.unlock();
    }

    @Test
    void shouldRefuseWhatCannotBe() {
        assertThatThrownBy(() -> registry().obtain("a b").lock()).isInstanceOf(InvalidNameException.class);
        assertThatThrownBy(() -> new NatsLockRegistry(keyValue, Duration.ofSeconds(2)))
                .hasMessageContaining("at least PT3S");
        assertThatThrownBy(() -> registry().obtain("a").newCondition())
                .isInstanceOf(UnsupportedOperationException.class);
    }
}
