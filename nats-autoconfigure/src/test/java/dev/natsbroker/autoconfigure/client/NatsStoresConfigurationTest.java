package dev.natsbroker.autoconfigure.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.natsbroker.autoconfigure.ClientFixture;
import dev.natsbroker.spring.core.NatsConnectionFactory;
import dev.natsbroker.spring.core.NatsOperations;
import dev.natsbroker.spring.kv.KeyValueOperations;
import dev.natsbroker.spring.kv.KeyValueTemplate;
import dev.natsbroker.spring.lock.NatsLock;
import dev.natsbroker.spring.lock.NatsLockRegistry;
import dev.natsbroker.spring.object.ObjectStoreOperations;
import dev.natsbroker.spring.object.ObjectStoreProtocolResolver;
import dev.natsbroker.spring.object.ObjectStoreTemplate;
import dev.natsbroker.spring.reactive.ReactiveJetStreamOperations;
import dev.natsbroker.spring.reactive.ReactiveJetStreamTemplate;
import dev.natsbroker.spring.reactive.ReactiveKeyValueOperations;
import dev.natsbroker.spring.reactive.ReactiveKeyValueTemplate;
import dev.natsbroker.spring.reactive.ReactiveNatsOperations;
import dev.natsbroker.spring.reactive.ReactiveNatsTemplate;
import dev.natsbroker.spring.reactive.ReactiveObjectStoreOperations;
import dev.natsbroker.spring.reactive.ReactiveObjectStoreTemplate;
import dev.natsbroker.spring.support.converter.PayloadConverters;
import dev.natsbroker.spring.transaction.PublishFailureListener;
import dev.natsbroker.spring.transaction.TransactionalPublisher;
import io.nats.client.Connection;
import io.nats.client.JetStreamManagement;
import io.nats.client.Subscription;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionTemplate;
import reactor.core.publisher.Flux;

class NatsStoresConfigurationTest {
    @RegisterExtension
    static final ClientFixture NATS = new ClientFixture();

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final ApplicationContextRunner contextRunner = NATS.contextRunner();

    @Nested
    class Stores {
        @Test
        void shouldWorkOnDeclaredBuckets() {
            contextRunner
                    .withPropertyValues(
                            "nats.jetstream.key-value-buckets.settings.storage=memory",
                            "nats.jetstream.object-store-buckets.files.storage=memory")
                    .run(context -> {
                        KeyValueTemplate keyValue = context.getBean(KeyValueTemplate.class);
                        keyValue.bucket("settings", String.class).put("colour", "red");
                        assertThat(keyValue.bucket("settings", String.class).get("colour"))
                                .isEqualTo("red");

                        context.getBean(ObjectStoreTemplate.class)
                                .bucket("files")
                                .put("hello.txt", new ByteArrayResource("hello".getBytes(StandardCharsets.UTF_8)));
                        assertThat(context.getResource("nats-object://files/hello.txt")
                                        .getContentAsString(StandardCharsets.UTF_8))
                                .isEqualTo("hello");
                    });
        }

        @Test
        void shouldBackOff() {
            contextRunner
                    .withUserConfiguration(OwnStoresConfiguration.class)
                    .run(context -> assertThat(context)
                            .hasSingleBean(KeyValueOperations.class)
                            .hasSingleBean(ObjectStoreOperations.class)
                            .hasSingleBean(ObjectStoreProtocolResolver.class)
                            .doesNotHaveBean("natsKeyValueTemplate")
                            .doesNotHaveBean("natsObjectStoreTemplate")
                            .doesNotHaveBean("natsObjectStoreProtocolResolver"));
        }
    }

    @Nested
    class Locks {
        @Test
        void shouldLockByTheirProperties() {
            contextRunner
                    .withPropertyValues("nats.lock.bucket=my-locks", "nats.lock.lease=7s")
                    .run(context -> {
                        NatsLockRegistry locks = context.getBean(NatsLockRegistry.class);
                        NatsLock lock = locks.obtain("report");
                        assertThat(lock.tryLock()).isTrue();
                        lock.unlock();

                        assertThat(locks.getLease()).hasSeconds(7);
                        assertThat(context.getBean(Connection.class)
                                        .keyValueManagement()
                                        .getBucketNames())
                                .contains("my-locks");
                    });
        }

        @Test
        void shouldBackOff() {
            contextRunner
                    .withBean(
                            "mine",
                            NatsLockRegistry.class,
                            () -> {
                                throw new IllegalStateException("is not asked for");
                            },
                            definition -> definition.setLazyInit(true))
                    .run(context -> assertThat(context.getBeanNamesForType(NatsLockRegistry.class))
                            .containsExactly("mine"));
        }

        @Test
        void shouldRefuseALeaseThatIsTooShort() {
            contextRunner
                    .withPropertyValues("nats.lock.lease=1s")
                    .run(context -> assertThatThrownBy(() -> context.getBean(NatsLockRegistry.class))
                            .hasRootCauseInstanceOf(IllegalArgumentException.class));
        }
    }

    @Nested
    class Reactive {
        @Test
        void shouldPublishAndReceive() {
            contextRunner
                    .withPropertyValues("nats.jetstream.key-value-buckets.reactive.storage=memory")
                    .run(context -> {
                        ReactiveNatsTemplate nats = context.getBean(ReactiveNatsTemplate.class);
                        CompletableFuture<String> received =
                                nats.subscribe("reactive", String.class).next().toFuture();
                        // The subscription is made on a thread of its own, some time after the call.
                        await().untilAsserted(() -> {
                            nats.publish("reactive", "hello").block(LIMIT);
                            assertThat(received).isCompletedWithValue("hello");
                        });

                        assertThat(context)
                                .hasSingleBean(ReactiveJetStreamTemplate.class)
                                .hasSingleBean(ReactiveObjectStoreTemplate.class);
                        assertThat(context.getBean(ReactiveKeyValueTemplate.class)
                                        .bucket("reactive", String.class)
                                        .put("key", "value")
                                        .block(LIMIT))
                                .isEqualTo(1);
                    });
        }

        @Test
        void shouldStayAwayWithoutReactor() {
            contextRunner
                    .withClassLoader(new FilteredClassLoader(Flux.class.getPackageName()))
                    .run(context -> assertThat(context)
                            .hasNotFailed()
                            .hasSingleBean(NatsOperations.class)
                            .doesNotHaveBean("reactiveNatsTemplate"));
        }

        @Test
        void shouldBackOff() {
            contextRunner
                    .withUserConfiguration(OwnReactiveConfiguration.class)
                    .run(context -> assertThat(context)
                            .hasSingleBean(ReactiveNatsOperations.class)
                            .hasSingleBean(ReactiveJetStreamOperations.class)
                            .hasSingleBean(ReactiveKeyValueOperations.class)
                            .hasSingleBean(ReactiveObjectStoreOperations.class)
                            .doesNotHaveBean("reactiveNatsTemplate")
                            .doesNotHaveBean("reactiveJetStreamTemplate")
                            .doesNotHaveBean("reactiveKeyValueTemplate")
                            .doesNotHaveBean("reactiveObjectStoreTemplate"));
        }

        @Test
        void shouldBeThereForEachConnection() {
            contextRunner
                    .withPropertyValues(
                            "nats.connections.billing.servers=" + NATS.broker().clientUri(),
                            "nats.connections.billing.drain-timeout=0",
                            "nats.jetstream.key-value-buckets.billed.storage=memory",
                            "nats.jetstream.object-store-buckets.bills.storage=memory",
                            "nats.jetstream.streams.BILLED.storage=memory")
                    .run(context -> {
                        assertThat(context.getBean("billingReactiveKeyValueTemplate", ReactiveKeyValueOperations.class)
                                        .bucket("billed", String.class)
                                        .put("key", "value")
                                        .block(LIMIT))
                                .isEqualTo(1);
                        assertThat(context.getBean(
                                                "billingReactiveObjectStoreTemplate",
                                                ReactiveObjectStoreOperations.class)
                                        .bucket("bills")
                                        .put("1", new byte[3])
                                        .block(LIMIT)
                                        .getSize())
                                .isEqualTo(3);
                        assertThat(context.getBean(
                                                "billingReactiveJetStreamTemplate", ReactiveJetStreamOperations.class)
                                        .publish("BILLED", "1")
                                        .block(LIMIT)
                                        .getSeqno())
                                .isEqualTo(1);
                        context.getBean("billingReactiveNatsTemplate", ReactiveNatsOperations.class)
                                .publish("billed", "1")
                                .block(LIMIT);
                        assertThat(context.getBean("billingNatsConnection", Connection.class)
                                        .getStatistics()
                                        .getOutMsgs())
                                .isPositive();
                        assertThat(context.getBean(ReactiveNatsOperations.class))
                                .isSameAs(context.getBean("reactiveNatsTemplate"));
                    });
        }
    }

    @Nested
    class Transactions {
        private final TransactionTemplate transaction = new TransactionTemplate(new NothingButTransactions());

        @Test
        void shouldPublishToStreamsAfterTheCommit() {
            contextRunner
                    .withPropertyValues("nats.jetstream.streams.BOOKED.storage=memory")
                    .run(context -> {
                        JetStreamManagement streams =
                                context.getBean(Connection.class).jetStreamManagement();
                        TransactionalPublisher publisher = context.getBean(TransactionalPublisher.class);
                        transaction.executeWithoutResult(status -> {
                            publisher.publish("BOOKED", "first");
                            assertThat(context.getBean(NatsOperations.class)).isNotNull();
                        });
                        transaction.executeWithoutResult(status -> {
                            publisher.publish("BOOKED", "second");
                            status.setRollbackOnly();
                        });
                        assertThat(streams.getStreamInfo("BOOKED")
                                        .getStreamState()
                                        .getMsgCount())
                                .isEqualTo(1);
                    });
        }

        @Test
        void shouldPublishToSubjectsWhenToldTo() {
            contextRunner.withPropertyValues("nats.after-commit=core").run(context -> {
                Subscription subscription = context.getBean(Connection.class).subscribe("told");
                transaction.executeWithoutResult(
                        status -> context.getBean(TransactionalPublisher.class).publish("told", "hello"));
                assertThat(subscription.nextMessage(LIMIT).getData()).asString().isEqualTo("hello");
            });
        }

        @Test
        void shouldTellWhatCouldNotBePublished() {
            CompletableFuture<Throwable> failure = new CompletableFuture<>();
            contextRunner
                    .withBean(PublishFailureListener.class, () -> (unpublished, cause) -> failure.complete(cause))
                    .withPropertyValues("nats.jetstream.publish-timeout=1s")
                    .run(context -> {
                        transaction.executeWithoutResult(status ->
                                context.getBean(TransactionalPublisher.class).publish("nobody.stores.this", "x"));
                        assertThat(failure).isDone();
                    });
        }

        @Test
        void shouldBackOffAndStayAwayWithoutTransactions() {
            contextRunner
                    .withBean(
                            "mine",
                            TransactionalPublisher.class,
                            () -> new TransactionalPublisher(
                                    message -> {}, new PayloadConverters(List.of(), List.of())))
                    .run(context -> assertThat(context)
                            .hasSingleBean(TransactionalPublisher.class)
                            .hasBean("mine"));
            contextRunner
                    .withClassLoader(new FilteredClassLoader(TransactionSynchronization.class.getPackageName()))
                    .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean("natsTransactionalPublisher"));
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnStoresConfiguration {
        @Bean
        KeyValueTemplate ownKeyValueTemplate(NatsConnectionFactory factory, PayloadConverters converters) {
            return new KeyValueTemplate(factory, converters);
        }

        @Bean
        ObjectStoreTemplate ownObjectStoreTemplate(NatsConnectionFactory factory) {
            return new ObjectStoreTemplate(factory);
        }

        @Bean
        static ObjectStoreProtocolResolver ownResolver() {
            return new ObjectStoreProtocolResolver(() -> {
                throw new IllegalStateException("is not asked for");
            });
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnReactiveConfiguration {
        @Bean
        ReactiveNatsTemplate ownReactiveNatsTemplate(
                NatsOperations nats, NatsConnectionFactory factory, PayloadConverters converters) {
            return new ReactiveNatsTemplate(nats, factory, converters);
        }

        @Bean
        ReactiveJetStreamTemplate ownReactiveJetStreamTemplate(
                NatsConnectionFactory factory, PayloadConverters converters) {
            return new ReactiveJetStreamTemplate(factory, converters);
        }

        @Bean
        ReactiveKeyValueTemplate ownReactiveKeyValueTemplate(KeyValueOperations keyValue) {
            return new ReactiveKeyValueTemplate(keyValue);
        }

        @Bean
        ReactiveObjectStoreTemplate ownReactiveObjectStoreTemplate(ObjectStoreOperations stores) {
            return new ReactiveObjectStoreTemplate(stores);
        }
    }

    /** Transactions of nothing: only what is registered with them happens. */
    @SuppressWarnings("serial") // is not serialised
    static final class NothingButTransactions extends AbstractPlatformTransactionManager {
        @Override
        protected Object doGetTransaction() {
            return this;
        }

        @Override
        protected void doBegin(Object transaction, TransactionDefinition definition) {}

        @Override
        protected void doCommit(DefaultTransactionStatus status) {}

        @Override
        protected void doRollback(DefaultTransactionStatus status) {}
    }
}
