package dev.natsbroker.autoconfigure.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.natsbroker.autoconfigure.ClientFixture;
import dev.natsbroker.autoconfigure.health.NatsHealthContributorAutoConfiguration;
import dev.natsbroker.autoconfigure.metrics.NatsMetricsAutoConfiguration;
import dev.natsbroker.broker.NatsBroker;
import dev.natsbroker.spring.annotation.JetStreamListener;
import dev.natsbroker.spring.annotation.Subscribe;
import dev.natsbroker.spring.core.JetStreamTemplate;
import dev.natsbroker.spring.core.NatsTemplate;
import dev.natsbroker.spring.exchange.EnableNatsExchanges;
import dev.natsbroker.spring.exchange.NatsExchange;
import dev.natsbroker.spring.kv.KeyValueTemplate;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.nats.client.Connection;
import io.nats.client.impl.ErrorListenerConsoleImpl;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.aot.test.generate.TestGenerationContext;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.test.tools.CompileWithForkedClassLoader;
import org.springframework.core.test.tools.TestCompiler;
import org.springframework.javapoet.ClassName;

/** Runs Spring's ahead-of-time processing on an application, compiles what it generates, and runs that. */
class NatsAotTest {
    private static TestPropertyValues properties(NatsBroker broker) {
        return TestPropertyValues.of(ClientFixture.properties(broker))
                .and(
                        "nats.connections.billing.servers=" + broker.clientUri(),
                        "nats.connections.billing.startup=fail-fast",
                        "nats.connections.billing.drain-timeout=0",
                        "nats.connections.billing.options.callback.error=" + ErrorListenerConsoleImpl.class.getName(),
                        "nats.jetstream.streams.ORDERS.subjects=orders.>",
                        "nats.jetstream.streams.ORDERS.storage=memory",
                        "nats.jetstream.key-value-buckets.settings.storage=memory");
    }

    @Test
    @CompileWithForkedClassLoader
    @SuppressWarnings("unchecked")
    void shouldRunWhatIsGenerated(@TempDir Path store) throws Exception {
        NatsBroker broker = ClientFixture.start(0, store);
        TestGenerationContext generated = new TestGenerationContext(Application.class);
        ClassName initializer = process(broker, generated);

        TestCompiler.forSystem().with(generated).compile(compiled -> {
            try (GenericApplicationContext context = new GenericApplicationContext()) {
                properties(broker).applyTo(context);
                compiled.getInstance(ApplicationContextInitializer.class, initializer.toString())
                        .initialize((ConfigurableApplicationContext) context);
                context.refresh();
                check(context);
            }
        });
        ClientFixture.stop(broker);
        checkHints(generated.getRuntimeHints());
    }

    private static ClassName process(NatsBroker broker, TestGenerationContext generated) {
        try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
            properties(broker).applyTo(context);
            context.register(Application.class);
            ClassName initializer = new ApplicationContextAotGenerator().processAheadOfTime(context, generated);
            generated.writeGeneratedContent();
            return initializer;
        }
    }

    private static void check(GenericApplicationContext context) {
        assertThat(context.getBean(Quotes.class).of(new Cart(3))).isEqualTo(new Quote(30));
        assertThat(context.getBean("billingNatsTemplate", NatsTemplate.class).request("bills", "", String.class))
                .isEqualTo("billing");

        context.getBean(JetStreamTemplate.class).publish("orders.new", new Cart(5));
        assertThat(context.getBean(Listeners.class).ordered)
                .succeedsWithin(10, TimeUnit.SECONDS)
                .isEqualTo(new Cart(5));

        context.getBean(KeyValueTemplate.class).bucket("settings", Quote.class).put("last", new Quote(7));
        assertThat(context.getBean(KeyValueTemplate.class)
                        .bucket("settings", Quote.class)
                        .get("last"))
                .isEqualTo(new Quote(7));

        assertThat(context.getBean(CompositeHealthContributor.class).getContributor("billing"))
                .isNotNull();
        assertThat(context.getBean(SimpleMeterRegistry.class)
                        .get("nats.client.connected")
                        .tag("connection", "billing")
                        .gauge()
                        .value())
                .isEqualTo(1);
    }

    private static void checkHints(RuntimeHints hints) {
        assertThat(RuntimeHintsPredicates.proxies().forInterfaces(Connection.class))
                .accepts(hints);
        assertThat(RuntimeHintsPredicates.proxies().forInterfaces(Quotes.class)).accepts(hints);
        for (Class<?> payload : new Class<?>[] {Cart.class, Quote.class}) {
            assertThat(RuntimeHintsPredicates.reflection()
                            .onType(payload)
                            .withMemberCategory(MemberCategory.INVOKE_DECLARED_CONSTRUCTORS))
                    .accepts(hints);
        }
        assertThat(RuntimeHintsPredicates.reflection().onType(NatsProperties.class))
                .accepts(hints);
        assertThat(RuntimeHintsPredicates.reflection().onType(StreamProperties.class))
                .accepts(hints);
        assertThat(RuntimeHintsPredicates.reflection()
                        .onType(ErrorListenerConsoleImpl.class)
                        .withMemberCategory(MemberCategory.INVOKE_PUBLIC_CONSTRUCTORS))
                .accepts(hints);
        assertThat(RuntimeHintsPredicates.resource().forResource("io/nats/jnats/version.properties"))
                .accepts(hints);
    }

    record Cart(int items) {}

    record Quote(int price) {}

    @NatsExchange("quotes")
    interface Quotes {
        @NatsExchange("of")
        Quote of(Cart cart);
    }

    static class Listeners {
        final CompletableFuture<Cart> ordered = new CompletableFuture<>();

        @Subscribe("quotes.of")
        Quote quote(Cart cart) {
            return new Quote(10 * cart.items());
        }

        @Subscribe(value = "bills", connection = "billing")
        String bills() {
            return "billing";
        }

        @JetStreamListener(stream = "ORDERS", consumer = "worker")
        void ordered(Cart cart) {
            ordered.complete(cart);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({
        SslAutoConfiguration.class,
        JacksonAutoConfiguration.class,
        NatsAutoConfiguration.class,
        NatsCacheAutoConfiguration.class,
        NatsHealthContributorAutoConfiguration.class,
        MetricsAutoConfiguration.class,
        CompositeMeterRegistryAutoConfiguration.class,
        SimpleMetricsExportAutoConfiguration.class,
        NatsMetricsAutoConfiguration.class
    })
    @EnableNatsExchanges(clients = Quotes.class)
    static class Application {
        @Bean
        Listeners listeners() {
            return new Listeners();
        }
    }
}
