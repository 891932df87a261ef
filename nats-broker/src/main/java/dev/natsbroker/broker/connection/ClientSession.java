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
        this.publisher = new ClientPublisher(connection, login, loop);
        this.subscriptions = new ClientSubscriptions(connection, login, clients);
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
        trace.in("CONNECT", bytes, offset, length);
        activeInRead = true;
        ConnectOptions merged = ConnectReader.read(options, bytes, offset, length);
        if (merged == null) {
            onMalformed("CONNECT with invalid options: " + new String(bytes, offset, 0, StandardCharsets.UTF_8));
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
        if (trace.isOn()) {
            trace.published(message);
        }
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
        connection.send(error.line());
        trace.out("-ERR " + error.text());
        CloseReason reason = error.closeReason();
        if (reason != null) {
            if (error != ProtocolError.STALE_CONNECTION) {
                clients.log().error(connection.label() + error.text());
            }
            connection.close(reason);
        }
    }

    /** Sends an error that does not end the connection. */
    void deny(byte[] line, String logText) {
        clients.log().error(connection.label() + logText);
        connection.send(line);
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
            trace.delivered(message, head, subscription);
        }
    }

    // ---- changes from outside ----

    /** A subscription got the last message that it asked for. */
    void subscriptionDone(Subscription subscription) {
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

    String logIdentity() {
        ConnectOptions known = options;
        if (known.lang() == null && known.version() == null && known.name() == null) {
            return "";
        }
        String software = "v" + text(known.version()) + ":" + text(known.lang());
        return "\"" + (known.name() == null ? software : software + ":" + known.name()) + "\" - ";
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
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
