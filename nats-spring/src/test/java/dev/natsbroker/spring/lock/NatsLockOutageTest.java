package dev.natsbroker.spring.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.natsbroker.spring.BrokerFixture;
import dev.natsbroker.spring.FixedConnectionFactory;
import dev.natsbroker.spring.core.NatsConnectionException;
import dev.natsbroker.spring.kv.KeyValueTemplate;
import dev.natsbroker.spring.support.converter.PayloadConverters;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class NatsLockOutageTest {
    @RegisterExtension
    static final BrokerFixture nats = new BrokerFixture();

    @Test
    @SuppressWarnings("try") // closing a connection may be interrupted
    void shouldLoseTheLockWhenTheServerStaysAway() throws Exception {
        // given
        List<String> lost = new CopyOnWriteArrayList<>();
        AtomicLong nanos = new AtomicLong();
        Options impatient = new Options.Builder(nats.options())
                .connectionTimeout(Duration.ofSeconds(1))
                .build();
        Connection connection = Nats.connect(impatient);
        KeyValueTemplate keyValue =
                new KeyValueTemplate(new FixedConnectionFactory(connection), new PayloadConverters());
        try (connection;
                NatsLockRegistry registry = new NatsLockRegistry(
                        keyValue, "locks", Duration.ofSeconds(30), (lock, token) -> lost.add(lock), nanos::get)) {
            NatsLock first = registry.obtain("first");
            NatsLock second = registry.obtain("second");
            first.lock();
            second.lock();

            // when
            nats.stop();

            // then: what is held stays held as long as the lease is certain, and can be given back
            registry.renewHeld();
            assertThat(first.isHeld()).isTrue();
            assertThatThrownBy(registry.obtain("third")::lock).isInstanceOf(NatsConnectionException.class);
            first.unlock();
            nanos.addAndGet(Duration.ofSeconds(30).toNanos());
            assertThat(second.isHeld()).isFalse();
            registry.renewHeld();
            Awaitility.await().until(() -> lost.contains("second"));
            assertThatThrownBy(second::unlock).isInstanceOf(LockLostException.class);
            nats.restart();
            Awaitility.await().pollInSameThread().ignoreExceptions().until(registry.obtain("third")::tryLock);
        }
    }
}
