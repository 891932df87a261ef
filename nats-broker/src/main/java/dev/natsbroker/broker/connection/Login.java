package dev.natsbroker.broker.connection;

import dev.natsbroker.broker.account.Account;
import dev.natsbroker.broker.auth.AuthResult;
import dev.natsbroker.broker.auth.Authenticator;
import dev.natsbroker.broker.auth.Credentials;
import dev.natsbroker.broker.auth.Permissions;
import dev.natsbroker.broker.auth.ResponsePermits;
import dev.natsbroker.broker.auth.UserIdentity;
import dev.natsbroker.broker.config.ConnectionType;
import dev.natsbroker.broker.message.Message;
import dev.natsbroker.broker.message.Subscription;
import dev.natsbroker.broker.protocol.ConnectOptions;
import dev.natsbroker.broker.protocol.ProtocolError;
import dev.natsbroker.broker.routing.RouteCache;
import dev.natsbroker.broker.runtime.Timers;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who the client is: credentials, the account that it is bound to, and what it may do there. Owned by the connection's event
 * loop; a password check that takes long runs elsewhere while the connection waits.
 */
final class Login {
    private static final int NONCE_BYTES = 11;

    private final ClientSession session;
    private final ClientConnection connection;
    private final Clients clients;
    private final LoopContext loop;
    private Authenticator authenticator;
    private @Nullable String nonce;
    private Timers.@Nullable Timer timeout;
    private Account account;
    private RouteCache routes;
    private volatile @Nullable UserIdentity identity;
    private @Nullable Permissions permissions;
    private @Nullable PublishPermissionCache publishCache;
    private @Nullable ResponsePermits responsePermits;
    private boolean bound;
    private boolean deciding;
    private boolean counted;

    Login(ClientSession session, ClientConnection connection, Clients clients, LoopContext loop) {
        this.session = session;
        this.connection = connection;
        this.clients = clients;
        this.loop = loop;
        this.authenticator = clients.settings().authenticator();
        this.account = clients.accounts().defaultAccount();
        this.routes = loop.router().cacheOf(account);
    }

    /** Prepares what INFO says: the nonce, and whether the client is in without credentials. */
    void begin() {
        if (authenticator.nonceRequired()) {
            byte[] random = new byte[NONCE_BYTES];
            clients.random().nextBytes(random);
            nonce = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        }
        UserIdentity anonymous = authenticator.anonymousIdentity();
        if (anonymous != null) {
            bind(anonymous);
        }
    }

    /** Starts the time that the client has to send its credentials. */
    void startTimeout() {
        if (!bound) {
            timeout = loop.timers().after(clients.settings().authTimeoutNanos(), () -> {
                session.fail(ProtocolError.AUTHENTICATION_TIMEOUT);
                connection.flush();
            });
        }
    }

    @Nullable
    String nonce() {
        return nonce;
    }

    /** Whether the client may do more than CONNECT. */
    boolean isBound() {
        return bound;
    }

    /** Whether a check is under way; nothing is decoded meanwhile. */
    boolean isDeciding() {
        return deciding;
    }

    /** Checks the credentials of a CONNECT; the session goes on when the answer is there. */
    void decide(ConnectOptions options) {
        Credentials credentials = credentials(options);
        if (options.accountGiven()) {
            reject("authentication error - " + logUser());
            return;
        }
        if (!authenticator.isExpensive(credentials)) {
            decided(options, authenticator.authenticate(credentials));
            return;
        }
        deciding = true;
        Authenticator current = authenticator;
        clients.authExecutor().execute(() -> {
            AuthResult result = current.authenticate(credentials);
            loop.eventLoop().execute(() -> {
                deciding = false;
                if (!connection.isClosing()) {
                    decided(options, result);
                    connection.resumeDecoding();
                }
            });
        });
    }

    private Credentials credentials(ConnectOptions options) {
        TlsInfo tls = connection.tls();
        return new Credentials(
                options.user(),
                options.pass(),
                options.authToken(),
                options.nkey(),
                options.sig(),
                options.jwt(),
                null,
                nonce,
                ConnectionType.STANDARD,
                tls == null ? List.of() : tls.peerCertificates());
    }

    private void decided(ConnectOptions options, AuthResult result) {
        if (result instanceof AuthResult.Accepted accepted) {
            if (bind(accepted.identity())) {
                session.admitted(options);
            }
        } else if (result instanceof AuthResult.Rejected rejected) {
            reject(rejected.reason());
        }
    }

    private void reject(String reason) {
        clients.log().error(connection.label() + reason);
        session.fail(ProtocolError.AUTHORIZATION_VIOLATION);
    }

    private boolean bind(UserIdentity user) {
        release();
        Account target = clients.accounts().require(user.accountName());
        if (!target.tryConnect()) {
            session.fail(ProtocolError.MAX_ACCOUNT_CONNECTIONS);
            return false;
        }
        counted = true;
        account = target;
        routes = loop.router().cacheOf(target);
        identity = user;
        usePermissions(user.permissions());
        bound = true;
        loop.timers().cancel(timeout);
        return true;
    }

    private void usePermissions(@Nullable Permissions ofUser) {
        Permissions granted = account.restrict(ofUser);
        permissions = granted;
        publishCache = granted == null ? null : new PublishPermissionCache(granted);
        responsePermits = granted == null || granted.responses() == null
                ? null
                : new ResponsePermits(granted.responses(), clients.clock()::nanoTime);
    }

    private void release() {
        if (counted) {
            counted = false;
            account.disconnect();
        }
    }

    void end() {
        loop.timers().cancel(timeout);
        release();
    }

    /** The configuration was reloaded: a user that is gone or changed is turned away, changed permissions are taken over. */
    void settingsChanged() {
        authenticator = clients.settings().authenticator();
        UserIdentity known = identity;
        if (!bound || known == null) {
            return;
        }
        UserIdentity now = authenticator.find(known);
        if (now == null) {
            reject("authentication no longer valid - " + logUser());
            connection.flush();
        } else {
            identity = now;
            usePermissions(now.permissions());
        }
    }

    /** The account that the client is bound to. */
    Account account() {
        return account;
    }

    /** This loop's way to the receivers of the account. */
    RouteCache routes() {
        return routes;
    }

    /** What the client may do, or null if there are no restrictions. */
    @Nullable
    Permissions permissions() {
        return permissions;
    }

    /** The limit for one message under the server's and the account's limits. */
    int maxPayload(int serverMax) {
        int accountMax = account.limits().maxPayload();
        return accountMax < 0 ? serverMax : Math.min(serverMax, accountMax);
    }

    boolean mayPublish(Permissions granted, byte[] subject, int offset, int length) {
        PublishPermissionCache cache = publishCache;
        boolean allowed =
                cache != null ? cache.mayPublish(subject, offset, length) : granted.mayPublish(subject, offset, length);
        ResponsePermits permits = responsePermits;
        return allowed || (permits != null && permits.use(subject, offset, length));
    }

    /** Whether a message on the subject in {@code head} may be delivered. Called on publishers' threads. */
    boolean mayReceive(byte[] head, Subscription subscription) {
        Permissions granted = permissions;
        return granted == null
                || !granted.hasSubscribeDeny()
                || granted.mayReceive(head, HEAD_SUBJECT, head.length - HEAD_SUBJECT - 1, subscription.queue());
    }

    private static final int HEAD_SUBJECT = "HMSG ".length();

    /** Remembers a reply subject that the client may now publish to. Called on publishers' threads. */
    void replyReceived(Message message) {
        ResponsePermits permits = responsePermits;
        if (permits != null) {
            permits.allow(message.buffer(), message.replyOffset(), message.replyLength());
        }
    }

    /** The name that monitoring shows, or null. */
    @Nullable
    String userName() {
        UserIdentity known = identity;
        return known == null ? null : known.name();
    }

    String accountName() {
        return account.name();
    }

    /** The user as log lines name it. */
    String logUser() {
        UserIdentity known = identity;
        return known == null || known.name() == null ? "User \"N/A\"" : known.logName();
    }
}
