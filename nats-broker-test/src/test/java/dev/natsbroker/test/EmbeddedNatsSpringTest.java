package dev.natsbroker.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.natsbroker.autoconfigure.broker.NatsBrokerAutoConfiguration;
import dev.natsbroker.autoconfigure.broker.NatsBrokerLifecycle;
import dev.natsbroker.autoconfigure.client.NatsConnectionDetails;
import dev.natsbroker.broker.NatsBroker;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.api.StreamConfiguration;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.annotation.DirtiesContext.HierarchyMode;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestContextManager;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

@SpringJUnitConfig(EmbeddedNatsSpringTest.Application.class)
@EmbeddedNats
@SuppressWarnings("try") // close() of a jnats connection may throw InterruptedException
class EmbeddedNatsSpringTest {
    private static final Duration LONG = SlowMachine.LONG;

    /** Connects as an application does, and flushes when its context ends. */
    record Shop(Connection nats) implements AutoCloseable {
        private static volatile @Nullable Exception failure;

        @Override
        public void close() throws Exception {
            try {
                nats.flush(LONG);
            } catch (Exception e) {
                failure = e;
            }
            nats.close();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Application {
        @Bean
        Shop shop(NatsConnectionDetails details) throws Exception {
            return new Shop(connect(details));
        }
    }

    private static Connection connect(NatsConnectionDetails details) throws Exception {
        Options.Builder options = Options.builder()
                .server(details.getServers().get(0))
                .maxReconnects(0)
                .connectionTimeout(LONG);
        if (details.getUsername() != null) {
            options.userInfo(details.getUsername(), details.getPassword());
        }
        return Nats.connect(options.build());
    }

    @Autowired
    private Shop shop;

    @Test
    void shouldConnectTheApplication(NatsBroker broker, NatsAssertions assertions) throws Exception {
        // when
        shop.nats().publish("spring.orders", "one".getBytes(StandardCharsets.UTF_8));

        // then
        assertions.published("spring.>").awaitCount(1).payloads().containsExactly("one");
        assertThat(shop.nats().getServerInfo().getPort()).isEqualTo(broker.port());
    }

    @Test
    void shouldOfferItsPartsAsBeans(@Autowired NatsFaults faults, NatsFaults resolved, ApplicationContext context) {
        assertThat(faults).isSameAs(resolved).isSameAs(context.getBean(NatsFaults.class));
        assertThat(context.getBeansOfType(NatsAssertions.class)).hasSize(1);
        assertThat(context.getBeansOfType(NatsTestClock.class)).isEmpty();
    }

    @Nested
    class InANestedClass {
        @Test
        void shouldShareTheContext(ApplicationContext context, NatsAssertions assertions) {
            assertThat(context.getBean(Shop.class)).isSameAs(shop);
            assertThat(context.getBean(NatsAssertions.class)).isSameAs(assertions);
        }
    }

    @SpringJUnitConfig(Application.class)
    @EmbeddedNats
    static class Same {}

    @SpringJUnitConfig(Application.class)
    @TestPropertySource(properties = "other=true")
    @EmbeddedNats
    static class Other {}

    @SpringJUnitConfig(Application.class)
    @EmbeddedNats(virtualTime = true)
    static class InVirtualTime {}

    @SpringJUnitConfig(Application.class)
    @EmbeddedNats(config = "authorization { user: ann, password: secret }")
    static class WithAConfiguration {}

    @SpringJUnitConfig(Application.class)
    @ImportAutoConfiguration(NatsBrokerAutoConfiguration.class)
    @EmbeddedNats(jetStream = JetStreamStore.NONE)
    static class WithTheEngineOnTheClassPath {}

    private static TestContext contextOf(Class<?> testClass) {
        return new TestContextManager(testClass).getTestContext();
    }

    private static Shop shopOf(TestContext context) {
        return context.getApplicationContext().getBean(Shop.class);
    }

    @Test
    void shouldUseACachedContextForEqualSettings() {
        assertThat(shopOf(contextOf(Same.class))).isSameAs(shop);
    }

    @Test
    void shouldGiveEachContextAnAccountOnOneBroker(NatsBroker broker) throws Exception {
        // given
        TestContext other = contextOf(Other.class);
        Shop otherShop = shopOf(other);
        String account =
                other.getApplicationContext().getBean(TestAccount.class).login().account();

        // when
        addStream(shop);
        addStream(otherShop); // the same name
        SlowMachine.jetStream(otherShop.nats()).publish("isolated", new byte[0]);

        // then
        assertThat(otherShop.nats().getServerInfo().getPort()).isEqualTo(broker.port());
        assertThat(SlowMachine.management(shop.nats())
                        .getStreamInfo("ISOLATED")
                        .getStreamState()
                        .getMsgCount())
                .isZero();
        assertThat(broker.view().accounts().find(account)).isNotNull();

        // when
        other.markApplicationContextDirty(HierarchyMode.EXHAUSTIVE);

        // then
        assertThat(Shop.failure).isNull();
        assertThat(broker.view().accounts().find(account)).isNull();
        assertThat(Objects.requireNonNull(broker.view().jetStream()).engine().account(account))
                .isNull();
        assertThat(broker.options().accounts()).isNotEmpty().doesNotContainKey(account);
        shop.nats().flush(LONG);
    }

    private static void addStream(Shop shop) throws Exception {
        SlowMachine.management(shop.nats())
                .addStream(StreamConfiguration.builder()
                        .name("ISOLATED")
                        .subjects("isolated")
                        .build());
    }

    @Test
    void shouldGiveAContextInVirtualTimeABrokerOfItsOwn(NatsBroker broker) throws Exception {
        TestContext context = contextOf(InVirtualTime.class);
        Shop itsShop = shopOf(context);
        TestAccount account = context.getApplicationContext().getBean(TestAccount.class);

        context.getApplicationContext().getBean(NatsTestClock.class).advance(Duration.ofHours(1));

        itsShop.nats().flush(LONG);
        assertThat(account.broker().port()).isNotEqualTo(broker.port());
        context.markApplicationContextDirty(HierarchyMode.EXHAUSTIVE);
        assertThat(account.broker().isRunning()).isFalse();
    }

    @Test
    void shouldLogInAsTheFirstUserOfAConfiguration() throws Exception {
        TestContext context = contextOf(WithAConfiguration.class);

        shopOf(context).nats().flush(LONG);

        NatsConnectionDetails details = context.getApplicationContext().getBean(NatsConnectionDetails.class);
        assertThat(details.getUsername()).isEqualTo("ann");
        context.markApplicationContextDirty(HierarchyMode.EXHAUSTIVE);
    }

    @Test
    void shouldKeepTheApplicationFromRunningABrokerToo() {
        TestContext context = contextOf(WithTheEngineOnTheClassPath.class);

        assertThat(context.getApplicationContext().getBeansOfType(NatsBrokerLifecycle.class))
                .isEmpty();
        assertThat(shopOf(context).nats().getStatus()).isEqualTo(Connection.Status.CONNECTED);
        context.markApplicationContextDirty(HierarchyMode.EXHAUSTIVE);
    }
}
