package dev.natsbroker.broker.connection;

import dev.natsbroker.broker.message.Message;
import dev.natsbroker.broker.message.Subscription;
import dev.natsbroker.broker.protocol.Arguments;
import dev.natsbroker.broker.protocol.ClientOperations;
import dev.natsbroker.broker.protocol.CloseReason;
import dev.natsbroker.broker.protocol.ConnectOptions;
import dev.natsbroker.broker.protocol.ConnectReader;
import dev.natsbroker.broker.protocol.ControlLines;
import dev.natsbroker.broker.protocol.ProtocolError;
import dev.natsbroker.broker.protocol.ServerInfo;
import dev.natsbroker.broker.runtime.ServerLog;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client's operations mean: it keeps the client's CONNECT options and hands each operation to the part that knows it.
 *
 * <p>Owned by the connection's event loop, but for the questions that {@link ClientConnection#deliver} asks from publishers'
 * threads: these read fields that were set before a subscription became visible.
 */
final class ClientSession implements ClientOperations {
    private final ClientConnection connection;
    private final Clients clients;
    private final Liveness liveness;
    private final Login login;
    private final ClientPublisher publisher;
    private final ClientSubscriptions subscriptions;
    private final ProtocolTrace trace;
    private ClientSettings settings;
    private volatile ConnectOptions options = ConnectOptions.DEFAULTS;
    private int maxPayload;
    private boolean headers;
    private boolean verbose = true;
    private boolean connected;
    /** Whether a PING came behind CONNECT: the first one is answered with INFO as well, if the client understands that. */
    private boolean pinged;

    private boolean activeInRead;
    /** Whether a subscription was ended since the last PING, while other loops may have messages for it on the way. */
    private boolean unsubscribed;

    private boolean awaitingOthers;

    ClientSession(ClientConnection connection, Clients clients, LoopContext loop) {
        this.connection = connection;
        this.clients = clients;
        this.settings = clients.settings();
        this.maxPayload = settings.maxPayload();
        this.trace = new ProtocolTrace(connection, clients);
        this.liveness = new Liveness(connection, clients, loop.timers());
        this.login = new Login(this, connection, clients, loop);
        this.publisher = new ClientPublisher(connection, login, trace, loop);
        this.subscriptions = new ClientSubscriptions(connection, login, trace, clients);
    }

    /** Sends INFO unless it is held back for a TLS handshake, and turns the client away if the server is full. */
    void greet(boolean admitted, boolean withInfo) {
        login.begin();
        if (withInfo) {
            sendInfo(settings.info(), null);
        }
        if (!admitted) {
            fail(ProtocolError.MAX_CONNECTIONS);
        }
    }

    /** @param encrypted whether the client began with the TLS handshake, which was no choice for it then */
    void sendHeldInfo(boolean encrypted) {
        ServerInfo info = settings.info();
        sendInfo(encrypted ? info.requiringTls() : info, null);
    }

    /** It is settled whether the connection is encrypted: the client's time runs from now on. */
    void begin() {
        login.startTimeout();
        liveness.start();
    }

    private void sendInfo(ServerInfo info, ServerInfo.@Nullable ConnectInfo connectInfo) {
        ServerInfo.Personal personal = new ServerInfo.Personal(
                connection.id(),
                connection.ip(),
                login.nonce(),
                connectInfo == null && settings.authenticator().hidesAuthRequired(),
                maxPayload,
                connectInfo);
        connection.send(info.encode(personal));
    }

    // ---- what the decoder asks ----

    @Override
    public int maxControlLine() {
        return settings.maxControlLine();
    }

    @Override
    public int maxPayload() {
        return maxPayload;
    }

    @Override
    public boolean connectRequired() {
        return !login.isBound();
    }

    @Override
    public boolean headersSupported() {
        return headers;
    }

    @Override
    public boolean isDecoding() {
        return !connection.isClosing() && !login.isDeciding() && !awaitingOthers;
    }

    // ---- operations ----

    @Override
    public void onConnect(byte[] bytes, int offset, int length) {
        trace.connect(bytes, offset, length);
        activeInRead = true;
        ConnectOptions merged = ConnectReader.read(options, bytes, offset, length);
        if (merged == null) {
            onMalformed("CONNECT with options that are no valid JSON object");
            return;
        }
        if (connected) {
            subscriptions.removeAll();
        }
        connected = true;
        options = merged;
        verbose = merged.verbose();
        liveness.connected();
        login.decide(merged);
    }

    /** The credentials of the last CONNECT are fine: looks at what else it asked for. */
    void admitted(ConnectOptions merged) {
        connection.identify(merged, login.accountName(), login.userName());
        headers = settings.headersSupported() && merged.headers();
        publisher.configure(merged, headers);
        maxPayload = login.maxPayload(settings.maxPayload());
        if (merged.protocol() != 0 && merged.protocol() != 1) {
            fail(ProtocolError.INVALID_CLIENT_PROTOCOL);
        } else if (merged.noResponders() && !headers) {
            fail(ProtocolError.NO_RESPONDERS_REQUIRES_HEADERS);
        } else {
            acknowledge();
        }
    }

    @Override
    public void onPublish(Message message) {
        activeInRead = true;
        trace.published(message);
        publisher.publish(message);
    }

    @Override
    public void onSubscribe(Arguments arguments) {
        trace.in("SUB", arguments);
        activeInRead = true;
        subscriptions.subscribe(arguments);
    }

    @Override
    public void onUnsubscribe(Arguments arguments) {
        trace.in("UNSUB", arguments);
        activeInRead = true;
        subscriptions.unsubscribe(arguments);
        unsubscribed = connection.loop().siblings().length > 1;
    }

    @Override
    public void onPing() {
        trace.in("PING");
        activeInRead = true;
        if (unsubscribed) {
            unsubscribed = false;
            answerBehindOtherLoops();
        } else {
            answerPing();
        }
    }

    /**
     * Answers the PING behind what other loops have on the way for subscriptions that were ended: a client that drains waits for
     * the answer and then forgets them.
     */
    private void answerBehindOtherLoops() {
        awaitingOthers = true;
        connection.loop().afterReadsOfOthers(() -> {
            awaitingOthers = false;
            if (!connection.isClosing()) {
                answerPing();
                connection.resumeDecoding();
            }
        });
    }

    private void answerPing() {
        connection.send(ControlLines.PONG);
        trace.out("PONG");
        if (connected && !pinged) {
            pinged = true;
            if (options.protocol() >= 1) {
                sendInfo(
                        settings.info(),
                        new ServerInfo.ConnectInfo(
                                login.account().name(), login.account().isSystem()));
            }
        }
    }

    /** Asks the client whether it lives. */
    void sendPing() {
        connection.send(ControlLines.PING);
        trace.out("PING");
    }

    @Override
    public void onPong() {
        trace.in("PONG");
        liveness.pong();
    }

    @Override
    public void onInfo(byte[] bytes, int offset, int length) {
        if (ConnectReader.read(ConnectOptions.DEFAULTS, bytes, offset, length) == null) {
            onMalformed("INFO that is not a JSON object");
        }
    }

    @Override
    public void onClientError(byte[] bytes, int offset, int length) {
        clients.log()
                .error(connection.label() + "Client Error "
                        + new String(bytes, offset, length, StandardCharsets.UTF_8));
        connection.close(CloseReason.PARSE_ERROR);
    }

    @Override
    public void onViolation(ProtocolError error) {
        if (error == ProtocolError.AUTHORIZATION_VIOLATION) {
            clients.log().error(connection.label() + "authentication error");
        }
        fail(error);
    }

    @Override
    public void onMalformed(String problem) {
        clients.log().error(connection.label() + problem);
        connection.close(CloseReason.PROTOCOL_VIOLATION);
    }

    /** Sends {@code +OK} to a client that wants it. */
    void acknowledge() {
        if (verbose) {
            connection.send(ControlLines.OK);
            trace.out("OK");
        }
    }

    /** Sends the error, and ends the connection if that is what the error does. */
    void fail(ProtocolError error) {
        log(error);
        connection.send(error.line());
        trace.outError(error.line());
        CloseReason reason = error.closeReason();
        if (reason != null) {
            connection.close(reason);
        }
    }

    /** What nobody can do anything about is logged for debugging only; whoever refuses a login has said why. */
    private void log(ProtocolError error) {
        switch (error) {
            case INVALID_SUBJECT, INVALID_PUBLISH_SUBJECT, AUTHORIZATION_VIOLATION -> {}
            case AUTHENTICATION_TIMEOUT -> clients.debug(connection, error.text());
            case STALE_CONNECTION -> clients.debug(connection, "Stale Client Connection - Closing");
            default -> clients.log().error(connection.label() + error.text());
        }
    }

    /** Sends an error that does not end the connection. */
    void deny(byte[] line, String logText) {
        refuse(line);
        clients.log().error(connection.label() + logText);
    }

    /** Sends an error that neither ends the connection nor is logged with it. */
    void refuse(byte[] line) {
        connection.send(line);
        trace.outError(line);
    }

    /** Called once after the operations of a read. */
    void endOfRead() {
        if (activeInRead) {
            activeInRead = false;
            liveness.active();
        }
    }

    // ---- what deliveries ask, from publishers' threads ----

    boolean mayReceive(byte[] head, Subscription subscription) {
        return login.mayReceive(head, subscription);
    }

    boolean receivesHeaders() {
        return headers;
    }

    void replyReceived(Message message) {
        login.replyReceived(message);
    }

    void traceDelivery(Message message, byte[] head, Subscription subscription) {
        if (trace.isOn()) {
            trace.delivered(message, head, subscription, headers);
        }
    }

    // ---- changes from outside ----

    /** A subscription got the last message that it asked for. */
    void subscriptionDone(Subscription subscription) {
        if (clients.log().isEnabled(ServerLog.Level.DEBUG)) {
            clients.debug(
                    connection,
                    "Auto-unsubscribe limit of " + subscription.deliveredMax() + " reached for sid '"
                            + new String(subscription.sid(), StandardCharsets.UTF_8) + "'");
        }
        subscriptions.remove(subscription);
    }

    void settingsChanged() {
        settings = clients.settings();
        maxPayload = login.maxPayload(settings.maxPayload());
        trace.settingsChanged();
        liveness.settingsChanged();
        login.settingsChanged();
        subscriptions.permissionsChanged();
    }

    /** Tells a client that understands it that the server's INFO changed. */
    void announceInfo() {
        if (pinged && options.protocol() >= 1 && !connection.isClosing()) {
            settings = clients.settings();
            sendInfo(settings.info(), null);
            connection.flush();
        }
    }

    void end() {
        liveness.stop();
        subscriptions.removeAll();
        login.end();
    }

    int subscriptionCount() {
        return subscriptions.count();
    }

    ClientSnapshot snapshot(ClientSnapshot.Traffic traffic, boolean withSubscriptions) {
        ConnectOptions known = options;
        long idleNanos = clients.clock().nanoTime() - liveness.lastActivityNanos();
        Instant lastActivity = clients.clock().now().minusNanos(idleNanos);
        return new ClientSnapshot(
                traffic,
                lastActivity,
                liveness.rttNanos(),
                subscriptions.count(),
                known.name(),
                known.lang(),
                known.version(),
                connection.tls(),
                login.userName(),
                login.accountName(),
                withSubscriptions ? subscriptions.snapshot() : List.of());
    }
}
