package dev.natsbroker.test;

import dev.natsbroker.broker.NatsBroker;
import dev.natsbroker.broker.account.Account;
import dev.natsbroker.broker.config.AccountOptions;
import dev.natsbroker.broker.config.AuthorizationOptions;
import dev.natsbroker.broker.config.BrokerOptions;
import dev.natsbroker.broker.config.UserOptions;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The account of a test class or a test context, on a broker of its own or a shared one, with what tests do to it. */
final class TestAccount implements AutoCloseable {
    /** How clients get into an account. */
    record Login(
            String account,
            @Nullable String user,
            @Nullable String password,
            @Nullable String token) {
        private static final Login ANONYMOUS = new Login(Account.DEFAULT_NAME, null, null, null);

        /** The first user of the options that has a password; without users nobody needs one. */
        static Login of(BrokerOptions options) {
            AuthorizationOptions authorization = options.authorization();
            if (authorization.token() != null) {
                return new Login(Account.DEFAULT_NAME, null, null, authorization.token());
            }
            if (authorization.user() != null) {
                return new Login(Account.DEFAULT_NAME, authorization.user(), authorization.password(), null);
            }
            Login first = first(Account.DEFAULT_NAME, authorization.users());
            for (AccountOptions account : options.accounts().values()) {
                boolean system = account.name().equals(options.effectiveSystemAccount());
                first = first == null && !system ? first(account.name(), account.users()) : first;
            }
            return first == null ? ANONYMOUS : first;
        }

        private static @Nullable Login first(String account, List<UserOptions> users) {
            return users.stream()
                    .filter(user -> user.user() != null)
                    .findFirst()
                    .map(user -> new Login(account, user.user(), user.password(), null))
                    .orElse(null);
        }

        /** Leaves the secrets out. */
        @Override
        public String toString() {
            return user == null ? account : account + "/" + user;
        }
    }

    private final TestBroker broker;
    private final Login login;
    private final Runnable whenClosed;
    private final PublishedLog published;
    private final NatsFaults faults;
    private final NatsAssertions assertions;
    private final @Nullable NatsTestClock clock;

    private TestAccount(TestBroker broker, Login login, Runnable whenClosed) {
        this.broker = broker;
        this.login = login;
        this.whenClosed = whenClosed;
        Account account =
                Objects.requireNonNull(broker.broker().view().accounts().find(login.account()));
        this.published = PublishedLog.of(account);
        this.faults = new NatsFaults(broker.broker(), broker.faultPoints(), account);
        this.assertions = new NatsAssertions(broker.broker(), login.account(), published);
        this.clock = broker.clock() == null ? null : new NatsTestClock(broker.clock(), broker.broker());
    }

    /** For the settings of an annotation: on the shared broker if that will do. */
    static TestAccount open(EmbeddedSettings settings) {
        return settings.isShareable()
                ? SharedBroker.open(settings.jetStream() != JetStreamStore.NONE)
                : alone(settings.options(), settings.virtualTime());
    }

    /** On a broker of its own, which stops with it. */
    static TestAccount alone(BrokerOptions options, boolean virtualTime) {
        TestBroker broker = TestBroker.start(options, virtualTime);
        return on(broker, Login.of(broker.broker().options()), broker::close);
    }

    /** On a running broker that has this account; {@code whenClosed} ends what was made for it. */
    static TestAccount on(TestBroker broker, Login login, Runnable whenClosed) {
        return new TestAccount(broker, login, whenClosed);
    }

    NatsBroker broker() {
        return broker.broker();
    }

    Login login() {
        return login;
    }

    NatsFaults faults() {
        return faults;
    }

    NatsAssertions assertions() {
        return assertions;
    }

    /** The clock of the broker, or null if it runs on the system's. */
    @Nullable
    NatsTestClock clock() {
        return clock;
    }

    @Override
    public void close() {
        faults.releaseAll();
        published.close();
        whenClosed.run();
    }
}
