package dev.natsbroker.spring.listener.jetstream;

import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.PullRequestOptions;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.impl.Headers;
import io.nats.client.support.Status;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pulls as many messages as there is room for (ADR-13, ADR-37).
 *
 * <p>Design note: jnats' {@code consume} keeps what it has fetched in a queue of its own, where its ack wait runs and nobody can
 * signal progress for it or give it back. So the requests are ours: what the container holds is in its sight from the moment it
 * arrives, and the number of messages held is {@code prefetch} at most.
 *
 * <p>Thread-safe: requests go out under the lock.
 */
final class PullSource implements MessageSource {
    private static final Logger log = LoggerFactory.getLogger(PullSource.class);
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final int HEARTBEATS_PER_PULL = 6;

    private final Inbound inbound;
    private final Connection connection;
    private final Sink sink;
    private final String subject;
    private final AtomicInteger held;
    private final int prefetch;
    private final int largestPull;
    private final Duration expires;
    private final Duration heartbeat;
    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicInteger requested = new AtomicInteger();
    private final AtomicLong notBeforeNanos = new AtomicLong(System.nanoTime());
    private volatile long heardNanos = System.nanoTime();

    /**
     * A source for a consumer.
     *
     * @param held how many messages the container holds
     */
    PullSource(Connection connection, ConsumerInfo consumer, ListenerSettings settings, AtomicInteger held, Sink sink) {
        this.connection = connection;
        this.sink = sink;
        this.held = held;
        this.prefetch = settings.prefetch();
        this.subject = settings.jetStreamOptions().getPrefix() + "CONSUMER.MSG.NEXT." + consumer.getStreamName() + "."
                + consumer.getName();
        long batch = consumer.getConsumerConfiguration().getMaxBatch();
        this.largestPull = batch > 0 ? (int) Math.min(batch, prefetch) : prefetch;
        Duration longest = consumer.getConsumerConfiguration().getMaxExpires();
        this.expires = longest != null && !longest.isZero() && longest.compareTo(settings.pullExpires()) < 0
                ? longest
                : settings.pullExpires();
        this.heartbeat = expires.dividedBy(HEARTBEATS_PER_PULL);
        this.inbound = new Inbound(connection, this::onMessage);
    }

    @Override
    public void open() {
        inbound.subscribe(connection.createInbox(), null);
        pullIfRoom();
    }

    @Override
    public void close() {
        inbound.close();
    }

    private void onMessage(Message message) {
        heardNanos = System.nanoTime();
        Status status = message.getStatus();
        if (status != null) {
            onStatus(status, message.getHeaders());
            return;
        }
        if (requested.get() > 0) {
            requested.decrementAndGet();
        }
        sink.accept(message);
    }

    private void onStatus(Status status, @Nullable Headers headers) {
        if (status.isHeartbeat()) {
            return;
        }
        log.debug("{} answered {} {}", subject, status.getCode(), status.getMessage());
        requestEnded(headers == null ? null : headers.getFirst("Nats-Pending-Messages"));
        switch (status.getCode()) {
            case 404, 408 -> pullIfRoom();
            case 409 -> onConflict(String.valueOf(status.getMessage()));
            case 503 -> lost("no server answers for it");
            default -> lost("the server answered " + status.getCode() + " " + status.getMessage());
        }
    }

    /** A request has ended with this many messages not sent; all of them are void if the server does not say how many. */
    private void requestEnded(@Nullable String pending) {
        int unsent = pending == null ? Integer.MAX_VALUE : Integer.parseInt(pending);
        requested.updateAndGet(count -> Math.max(0, count - unsent));
    }

    private void onConflict(String text) {
        if (text.startsWith("Consumer Deleted") || text.startsWith("Consumer is push")) {
            lost(text);
        } else if (text.startsWith("Batch Completed") || text.startsWith("Message Size")) {
            pullIfRoom();
        } else {
            // "Exceeded Max…", "Server Shutdown", "Leadership Change": asking again at once would only be refused again
            log.debug("Pull of {} ended: {}", subject, text);
            pauseRequests(SECOND / 2);
        }
    }

    private void lost(String reason) {
        pauseRequests(SECOND);
        sink.lost(reason);
    }

    private void pauseRequests(long nanos) {
        notBeforeNanos.set(System.nanoTime() + nanos);
    }

    @Override
    public void released() {
        if (prefetch - held.get() - requested.get() >= threshold()) {
            pullIfRoom();
        }
    }

    private int threshold() {
        return Math.max(1, prefetch / 2);
    }

    /** Asks for what there is room for, when it is worth a request. */
    private void pullIfRoom() {
        lock.lock();
        try {
            int outstanding = requested.get();
            int room = prefetch - held.get() - outstanding;
            if (room < 1 || (outstanding > 0 && room < threshold()) || System.nanoTime() - notBeforeNanos.get() < 0) {
                return;
            }
            int batch = Math.min(room, largestPull);
            requested.addAndGet(batch);
            inbound.request(subject, pull(batch));
        } catch (IllegalStateException e) {
            // no connection now; the tick or the reconnect asks again
            requested.set(0);
            pauseRequests(SECOND / 2);
            log.debug("Cannot pull from {}", subject, e);
        } finally {
            lock.unlock();
        }
    }

    private byte[] pull(int batch) {
        return PullRequestOptions.builder(batch)
                .expiresIn(expires)
                .idleHeartbeat(heartbeat)
                .build()
                .serialize();
    }

    @Override
    public void tick(long nowNanos) {
        boolean silent = nowNanos - heardNanos > 3 * heartbeat.toNanos();
        if (silent && requested.get() > 0 && connection.getStatus() == Connection.Status.CONNECTED) {
            heardNanos = nowNanos;
            requested.set(0);
            lost("no heartbeat came for " + heartbeat.multipliedBy(3));
        }
        pullIfRoom();
    }

    @Override
    public void reconnected() {
        // requests do not survive the connection
        requested.set(0);
        heardNanos = System.nanoTime();
        notBeforeNanos.set(heardNanos);
        pullIfRoom();
    }
}
