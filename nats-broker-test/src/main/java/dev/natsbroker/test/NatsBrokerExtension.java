package dev.natsbroker.test;

import dev.natsbroker.broker.NatsBroker;
import dev.natsbroker.broker.config.BrokerOptions;
import dev.natsbroker.broker.config.BrokerOptionsBuilder;
import dev.natsbroker.broker.config.ConfigLoader;
import dev.natsbroker.broker.config.MappingCheck;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Runs a broker on 127.0.0.1 for a test class that has {@link EmbeddedNats}, or is registered by hand for options built in code:
 *
 * <pre>{@code
 * @RegisterExtension
 * static NatsBrokerExtension nats = NatsBrokerExtension.builder()
 *         .options(options -> options.user("alice", "secret"))
 *         .build();
 * }</pre>
 *
 * <p>In a static field the broker lives as long as the tests of the class, in an instance field as long as each test. It has
 * stopped, with all its threads, when the class or the test is over.
 */
public final class NatsBrokerExtension implements BeforeAllCallback, BeforeEachCallback, ParameterResolver {
    private static final String LOCALHOST = "127.0.0.1";

    /** Only this extension's brokers: a class may register several. */
    private final Namespace namespace = Namespace.create(NatsBrokerExtension.class, this);

    private final @Nullable BrokerOptions options;
    private volatile @Nullable NatsBroker current;

    /** For {@link EmbeddedNats}; JUnit calls it. */
    NatsBrokerExtension() {
        this(null);
    }

    private NatsBrokerExtension(@Nullable BrokerOptions options) {
        this.options = options;
    }

    /** A builder for use with {@code @RegisterExtension}. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The broker that was started last.
     *
     * @throws IllegalStateException before the first start
     */
    public NatsBroker broker() {
        NatsBroker broker = current;
        if (broker == null) {
            throw new IllegalStateException("The broker has not been started: "
                    + "it starts before the tests when this extension is in a field with @RegisterExtension");
        }
        return broker;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        EmbeddedNats annotation = context.getRequiredTestClass().getAnnotation(EmbeddedNats.class);
        if (options == null && annotation != null) {
            start(context, optionsOf(annotation));
        } else {
            startUnlessRunning(context);
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        startUnlessRunning(context);
    }

    private void startUnlessRunning(ExtensionContext context) {
        if (running(context) == null) {
            start(context, options == null ? localOptions(0).build() : options);
        }
    }

    /** JUnit closes what is in the store of a class or test when that is over. */
    private void start(ExtensionContext context, BrokerOptions brokerOptions) {
        NatsBroker broker = NatsBroker.start(brokerOptions);
        context.getStore(namespace).put(NatsBroker.class, broker);
        current = broker;
    }

    private @Nullable NatsBroker running(ExtensionContext context) {
        return context.getStore(namespace).get(NatsBroker.class, NatsBroker.class);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == NatsBroker.class;
    }

    @Override
    public @Nullable Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return running(context);
    }

    private static BrokerOptions optionsOf(EmbeddedNats annotation) {
        BrokerOptions base = localOptions(annotation.port()).build();
        return annotation.config().isEmpty() ? base : read(annotation.config(), base);
    }

    private static BrokerOptions read(String config, BrokerOptions base) {
        return ConfigLoader.ofProcess(MappingCheck.NONE).loadText(config, base).options();
    }

    private static BrokerOptionsBuilder localOptions(int port) {
        return BrokerOptions.builder().host(LOCALHOST).port(port);
    }

    /** Collects the options of the broker; they start with a free port of 127.0.0.1. Not thread-safe. */
    public static final class Builder {
        private BrokerOptions options = localOptions(0).build();

        private Builder() {}

        /** Changes the options. */
        public Builder options(UnaryOperator<BrokerOptionsBuilder> change) {
            options = change.apply(options.toBuilder()).build();
            return this;
        }

        /**
         * Reads options in the language of {@code nats.conf} over those so far.
         *
         * @throws dev.natsbroker.broker.config.conf.ConfigException if the text has errors
         */
        public Builder config(String text) {
            options = read(text, options);
            return this;
        }

        /** The extension. */
        public NatsBrokerExtension build() {
            return new NatsBrokerExtension(options);
        }
    }
}
