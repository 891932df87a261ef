package dev.natsbroker.test;

import dev.natsbroker.broker.NatsBroker;
import dev.natsbroker.broker.config.BrokerOptions;
import dev.natsbroker.broker.config.BrokerOptionsBuilder;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

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
 * stopped, with all its threads, when the class or the test is over. Faults that a test has not released are released behind it.
 */
public final class NatsBrokerExtension
        implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, ParameterResolver {
    /** Only this extension's brokers: a class may register several. */
    private final Namespace namespace = Namespace.create(NatsBrokerExtension.class, this);

    private final @Nullable BrokerOptions options;
    private final boolean virtualTime;
    private volatile @Nullable TestAccount current;

    /** For {@link EmbeddedNats}; JUnit calls it. */
    NatsBrokerExtension() {
        this(null, false);
    }

    private NatsBrokerExtension(@Nullable BrokerOptions options, boolean virtualTime) {
        this.options = options;
        this.virtualTime = virtualTime;
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
        return current().broker();
    }

    /**
     * Breaks something in the broker that was started last.
     *
     * @throws IllegalStateException before the first start
     */
    public NatsFaults faults() {
        return current().faults();
    }

    /**
     * What happened in the broker that was started last.
     *
     * @throws IllegalStateException before the first start
     */
    public NatsAssertions assertions() {
        return current().assertions();
    }

    /**
     * The time of the broker that was started last.
     *
     * @throws IllegalStateException before the first start, and if the broker runs in real time
     */
    public NatsTestClock clock() {
        NatsTestClock clock = current().clock();
        if (clock == null) {
            throw new IllegalStateException("The broker runs in real time; say virtualTime(true) to the builder");
        }
        return clock;
    }

    private TestAccount current() {
        TestAccount account = current;
        if (account == null) {
            throw new IllegalStateException("The broker has not been started: "
                    + "it starts before the tests when this extension is in a field with @RegisterExtension");
        }
        return account;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        EmbeddedNats annotation = AnnotationSupport.findAnnotation(context.getRequiredTestClass(), EmbeddedNats.class)
                .orElse(null);
        if (options == null && annotation != null && !SpringTests.isOne(context)) {
            start(context, EmbeddedSettings.of(annotation).options(), annotation.virtualTime());
        } else {
            startUnlessRunning(context);
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        startUnlessRunning(context);
    }

    private void startUnlessRunning(ExtensionContext context) {
        if (options != null && running(context) == null) {
            start(context, options, virtualTime);
        } else if (options == null && !SpringTests.isOne(context) && running(context) == null) {
            start(context, new EmbeddedSettings(0, "", JetStreamStore.MEMORY, false).options(), false);
        }
    }

    /** JUnit closes what is in the store of a class or test when that is over. */
    private void start(ExtensionContext context, BrokerOptions brokerOptions, boolean virtual) {
        TestAccount account = TestAccount.alone(brokerOptions, virtual);
        context.getStore(namespace).put(TestAccount.class, account);
        current = account;
    }

    @Override
    public void afterEach(ExtensionContext context) {
        TestAccount account = account(context);
        if (account != null) {
            account.faults().releaseAll();
        }
    }

    private @Nullable TestAccount running(ExtensionContext context) {
        return context.getStore(namespace).get(TestAccount.class, TestAccount.class);
    }

    private @Nullable TestAccount account(ExtensionContext context) {
        TestAccount running = running(context);
        return running == null && options == null ? SpringTests.accountOf(context) : running;
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        boolean known = type == NatsBroker.class
                || type == NatsFaults.class
                || type == NatsAssertions.class
                || type == NatsTestClock.class;
        return known && !(options == null && SpringTests.resolves(parameter, context));
    }

    @Override
    public @Nullable Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        TestAccount account = account(context);
        if (account == null) {
            return null;
        }
        Class<?> type = parameter.getParameter().getType();
        if (type == NatsFaults.class) {
            return account.faults();
        }
        if (type == NatsAssertions.class) {
            return account.assertions();
        }
        return type == NatsTestClock.class ? requireClock(account) : account.broker();
    }

    private static NatsTestClock requireClock(TestAccount account) {
        NatsTestClock clock = account.clock();
        if (clock == null) {
            throw new ParameterResolutionException(
                    "The broker runs in real time, which no test moves; say @EmbeddedNats(virtualTime = true)");
        }
        return clock;
    }

    /** Collects the options of the broker; they start with a free port of 127.0.0.1, without JetStream. Not thread-safe. */
    public static final class Builder {
        private BrokerOptions options = EmbeddedSettings.local(0).build();
        private boolean virtualTime;

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
            options = EmbeddedSettings.read(text, options);
            return this;
        }

        /** Switches JetStream on, with its streams there. */
        public Builder jetStream(JetStreamStore store) {
            return options(before -> EmbeddedSettings.withStore(before.jetStream(js -> js.enabled(false)), store));
        }

        /** Whether the broker's time stands still until a test moves it by {@link NatsTestClock#advance}. */
        public Builder virtualTime(boolean virtual) {
            virtualTime = virtual;
            return options(before -> EmbeddedSettings.withTime(before, virtual));
        }

        /** The extension. */
        public NatsBrokerExtension build() {
            return new NatsBrokerExtension(options, virtualTime);
        }
    }
}
