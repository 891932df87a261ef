package dev.natsbroker.broker.connection;

import dev.natsbroker.broker.message.DeliveryBatch;
import dev.natsbroker.broker.message.Message;
import dev.natsbroker.broker.message.MessageSink;
import dev.natsbroker.broker.message.Subscription;
import dev.natsbroker.broker.protocol.CloseReason;
import dev.natsbroker.broker.protocol.ConnectOptions;
import dev.natsbroker.broker.protocol.ProtocolError;
import dev.natsbroker.broker.runtime.ServerLog;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The socket side of one client: bytes in, bytes out, back-pressure and the end. What the bytes mean is decided by its
 * {@link ClientSession}.
 *
 * <p>Owned by its event loop. Publishers of other loops call {@link #deliver} and {@link #flush}, which touch only the part of
 * {@link #remote} that belongs to the caller's loop.
 */
public final class ClientConnection extends ChannelInboundHandlerAdapter implements MessageSink {
    /** A receiver with more than this waiting makes its publishers pause shortly, so that queues stay in the cache. */
    private static final long SOFT_PENDING = 4L << 20;

    private static final long SOFT_STALL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long HARD_STALL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final long id;
    private final Clients clients;
    private final LoopContext loop;
    private final ClientSession session;
    private final OutboundQueue outbound;
    private final Staging staged;
    private final ClientInbound inbound;
    private final WriteDeadline writeDeadline;
    private final ClientLabel label;
    private final Instant start;
    /** Per publishing thread what it has staged for this receiver; each place is used by that thread only. */
    private final @Nullable Staging[] remote;

    private @Nullable ChannelHandlerContext context;
    private volatile @Nullable TlsInfo tls;
    private volatile @Nullable CloseReason closeReason;
    private long inMessages;
    private long inBytes;
    private long outMessages;
    private long outBytes;
    private long stalls;

    /** A connection from {@code remoteAddress} on {@code loop}. */
    public ClientConnection(Clients clients, LoopContext loop, InetSocketAddress remoteAddress) {
        this.id = clients.nextId();
        this.clients = clients;
        this.loop = loop;
        this.label = new ClientLabel(remoteAddress, id);
        this.start = clients.clock().now();
        this.outbound = new OutboundQueue();
        this.staged = new Staging(loop.allocator());
        this.remote = new @Nullable Staging[loop.publisherCount() == 1 ? 0 : loop.publisherCount()];
        this.session = new ClientSession(this, clients, loop);
        this.inbound = new ClientInbound(this, loop);
        this.writeDeadline = new WriteDeadline(this, clients, loop);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        this.context = added;
    }

    /** Registers the connection and greets the client, unless the server is full. Called on the event loop. */
    public void open() {
        clients.debug(this, "Client connection created");
        session.greet(clients.tryOpen(this), true);
        if (!isClosing()) {
            session.begin();
        }
        flush(); // last: a client that has read INFO finds the time-outs running
    }

    /**
     * The part of {@link #open()} that comes before it is settled whether the connection is encrypted: registers it, and makes
     * INFO ready unless a TLS handshake is expected first. No time-out runs yet. Called on the event loop; the caller flushes.
     *
     * @return whether the connection goes on; if not, the server is full
     */
    public boolean openBeforeTls(boolean withInfo) {
        clients.debug(this, "Client connection created");
        session.greet(clients.tryOpen(this), withInfo);
        return !isClosing();
    }

    /**
     * Makes the INFO ready that was held back: the client did not begin with a TLS handshake. Called on the event loop; the caller
     * flushes.
     */
    public void releaseInfo() {
        if (!isClosing()) {
            session.sendHeldInfo(false);
        }
    }

    /** It is settled that the connection is not encrypted. Called on the event loop. */
    public void stayPlain() {
        if (!isClosing()) {
            session.begin();
            flush();
        }
    }

    /** The TLS handshake is over. Called on the event loop. */
    public void tlsEstablished(TlsInfo info) {
        if (isClosing()) {
            return;
        }
        tls = info;
        clients.debug(this, "TLS handshake complete");
        clients.debug(
                this, "TLS version " + info.version().replace("TLSv", "") + ", cipher suite " + info.cipherSuite());
        if (info.first()) {
            session.sendHeldInfo(true);
        }
        session.begin();
        flush();
    }

    /** Too many TLS handshakes at this time: turns the client away, in plain text. Called on the event loop. */
    public void throttled() {
        session.refuse(ProtocolError.CONNECTION_THROTTLED.line());
        close(CloseReason.MAX_CONNECTIONS_EXCEEDED);
    }

    /**
     * There will be no TLS: ends the connection without a word in the protocol. Called on the event loop.
     *
     * @param problem for the log
     * @param probe whether this looks like a port scan or a health check, which is no news for an operator
     */
    public void tlsFailed(String problem, boolean probe) {
        if (!isClosing()) {
            clients.log()
                    .write(
                            probe ? ServerLog.Level.DEBUG : ServerLog.Level.ERROR,
                            label() + "TLS handshake error: " + problem);
        }
        if (end(CloseReason.TLS_HANDSHAKE_ERROR)) {
            staged.discard();
            outbound.discard();
            // later, because TLS may be about to send the alert that tells the client why
            loop.execute(() -> context().close());
        }
    }

    // ---- bytes in ----

    @Override
    public void channelRead(ChannelHandlerContext channel, Object received) {
        ByteBuf buffer = (ByteBuf) received;
        try {
            loop.handOver().receive();
            inbound.read(buffer);
        } finally {
            buffer.release();
        }
    }

    /** Goes on decoding after a decision. */
    void resumeDecoding() {
        inbound.resume();
    }

    /** Counts a pause of this client for the sake of its receivers, if it is one that operators should know of. */
    void countStall(long nanos) {
        if (nanos >= HARD_STALL_NANOS) {
            stalls++;
            clients.countStall();
        }
    }

    void setAutoRead(boolean on) {
        context().channel().config().setAutoRead(on);
    }

    /** Counts one message of this client with {@code bytes} of headers and payload. */
    void countPublished(int bytes) {
        inMessages++;
        inBytes += bytes;
    }

    // ---- bytes out ----

    @Override
    public boolean deliver(Message message, byte[] head, Subscription subscription, DeliveryBatch batch) {
        if (subscription.isClosed() || closeReason != null || !session.mayReceive(head, subscription)) {
            return false;
        }
        Staging target = batch == loop.batch() ? staged : remoteStaging(batch.index());
        if (!hasRoom(target, batch)) {
            return false;
        }
        long number = subscription.countDelivery();
        if (number < 0) {
            return false;
        }
        if (target.isEmpty()) {
            if (target == staged) {
                batch.touch(this);
            } else {
                batch.touchElsewhere(this);
            }
        }
        target.appendMessage(message, head, subscription, session.receivesHeaders());
        session.traceDelivery(message, head, subscription);
        if (message.hasReply()) {
            session.replyReceived(message);
        }
        if (number == subscription.deliveredMax()) {
            run(() -> session.subscriptionDone(subscription));
        }
        return true;
    }

    private Staging remoteStaging(int index) {
        Staging staging = remote[index];
        if (staging == null) {
            staging = new Staging(loop.allocator());
            remote[index] = staging;
        }
        return staging;
    }

    /** Slows publishers down while this receiver fills up, and cuts the receiver off when it is full. */
    private boolean hasRoom(Staging target, DeliveryBatch batch) {
        long pending = outbound.pendingBytes() + target.bytes();
        ClientSettings settings = clients.settings();
        if (pending < SOFT_PENDING && pending <= settings.maxPending()) {
            return true;
        }
        if (pending > settings.maxPending()) {
            run(this::cutOff);
            return false;
        }
        if (pending > settings.maxPending() / 4 * 3) {
            if (!settings.stallFastProducers()) {
                return false;
            }
            batch.askToStall(HARD_STALL_NANOS);
        } else if (settings.stallFastProducers()) {
            batch.askToStall(SOFT_STALL_NANOS);
        }
        return true;
    }

    private void cutOff() {
        if (isClosing()) {
            return;
        }
        clients.log()
                .info(label() + "Slow Consumer Detected: MaxPending of "
                        + clients.settings().maxPending() + " Exceeded");
        closeAtOnce(CloseReason.SLOW_CONSUMER_PENDING_BYTES);
    }

    /** Adds a control line to what goes to the client. */
    void send(byte[] line) {
        if (staged.isEmpty()) {
            loop.batch().touch(this);
        }
        staged.append(line);
    }

    Staging staged() {
        if (staged.isEmpty()) {
            loop.batch().touch(this);
        }
        return staged;
    }

    /** Sends off what this loop has staged for anybody. */
    public void flush() {
        loop.flush();
    }

    @Override
    public void flush(DeliveryBatch batch) {
        if (batch != loop.batch()) {
            loop.handOver(batch.index()).add(this, remoteStaging(batch.index()));
            return;
        }
        count(staged.messages(), staged.messageBytes());
        long bytes = staged.bytes();
        outbound.enqueue(staged.takeChunks(), bytes);
        flushOutbound();
    }

    /** Takes what a publisher of another loop staged. Called on this connection's loop. */
    void take(Chunk chunks, long bytes, long messages, long messageBytes) {
        count(messages, messageBytes);
        outbound.enqueue(chunks, bytes);
        flushOutbound();
    }

    private void count(long messages, long messageBytes) {
        outMessages += messages;
        outBytes += messageBytes;
        loop.counters().outMessages += messages;
        loop.counters().outBytes += messageBytes;
    }

    private void flushOutbound() {
        if (!context().channel().isActive()) {
            outbound.discard();
            return;
        }
        outbound.flush(context());
        if (outbound.pendingBytes() > clients.settings().maxPending()) {
            cutOff(); // answers count as well: a client may send PINGs without reading
        } else if (outbound.pendingBytes() > 0) {
            writeDeadline.arm();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext channel) {
        if (channel.channel().isWritable()) {
            flushOutbound();
        }
        channel.fireChannelWritabilityChanged();
    }

    /** Writes what the socket takes; returns how many bytes still wait, 0 for a closed connection. */
    long flushAndCountPending() {
        if (isClosed()) {
            return 0;
        }
        outbound.flush(context());
        return outbound.pendingBytes();
    }

    /** Bytes that the socket has sent over the connection's life. */
    long sentBytes() {
        return outbound.sentBytes(context().channel());
    }

    // ---- the end ----

    /** Whether the end was decided; nothing more is decoded or delivered. */
    boolean isClosing() {
        return closeReason != null;
    }

    private boolean isClosed() {
        return !context().channel().isActive();
    }

    /** Ends the connection after what is staged for the client was sent. */
    void close(CloseReason reason) {
        if (!end(reason)) {
            return;
        }
        flush(loop.batch());
        setAutoRead(false);
        new LastFlush(context(), outbound).start();
    }

    /** Ends the connection now; what waits for the client is dropped. */
    void closeAtOnce(CloseReason reason) {
        if (end(reason)) {
            staged.discard();
            outbound.discard();
            context().close();
        }
    }

    /** Asks for the end from any thread. */
    public void requestClose(CloseReason reason) {
        run(() -> close(reason));
    }

    private boolean end(CloseReason reason) {
        if (closeReason != null) {
            return false;
        }
        closeReason = reason;
        clients.debug(this, "Client connection closed: " + reason.text());
        clients.close(this, reason);
        session.end();
        inbound.discard();
        return true;
    }

    @Override
    public void channelInactive(ChannelHandlerContext channel) {
        end(CloseReason.CLIENT_CLOSED);
        staged.discard();
        outbound.discard();
        channel.fireChannelInactive();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext channel, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            inbound.end();
        }
        channel.fireUserEventTriggered(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext channel, Throwable cause) {
        if (!(cause instanceof IOException)) {
            clients.log().error(label() + "Client connection failed: " + cause);
        }
        closeAtOnce(CloseReason.READ_ERROR);
    }

    // ---- who it is ----

    /** Runs {@code task} on the connection's loop, at once if this is it. */
    void run(Runnable task) {
        if (loop.eventLoop().inEventLoop()) {
            task.run();
        } else {
            loop.eventLoop().execute(task);
        }
    }

    void settingsChanged() {
        session.settingsChanged();
        flush();
    }

    void announceInfo() {
        session.announceInfo();
    }

    private ChannelHandlerContext context() {
        ChannelHandlerContext added = context;
        if (added == null) {
            throw new IllegalStateException("Connection " + id + " is not in a pipeline yet");
        }
        return added;
    }

    LoopContext loop() {
        return loop;
    }

    /** The connection's number. */
    public long id() {
        return id;
    }

    /** The session of this connection. */
    ClientSession session() {
        return session;
    }

    @Nullable
    TlsInfo tls() {
        return tls;
    }

    String ip() {
        return label.ip();
    }

    /** The client logged in, as the user of that name if it has one. */
    void identify(ConnectOptions options, String account, @Nullable String userName) {
        label.identify(options, account, userName);
    }

    /** What stands before each log line about this connection. */
    String label() {
        return label.text();
    }

    /** What monitoring shows; may be asked from any thread. */
    public ClientSnapshot snapshot(boolean withSubscriptions) {
        return session.snapshot(
                new ClientSnapshot.Traffic(
                        id,
                        ip(),
                        label.port(),
                        start,
                        outbound.pendingBytes(),
                        inMessages,
                        inBytes,
                        outMessages,
                        outBytes,
                        stalls),
                withSubscriptions);
    }
}
