package dev.natsbroker.test;

import dev.natsbroker.broker.NatsBroker;
import java.time.Duration;

/**
 * What happened in this test's account, as the broker saw it. It has looked on since the test class or context began.
 *
 * <pre>{@code
 * nats.published("orders.>").awaitCount(2).payloads().containsExactly("one", "two");
 * nats.deadLettered("dead.orders").awaitCount(1).causes().containsExactly(IllegalStateException.class.getName());
 * nats.awaitIdle();
 * }</pre>
 *
 * <p>Thread-safe.
 */
public final class NatsAssertions {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final PublishedLog log;
    private final IdleCheck idle;

    NatsAssertions(NatsBroker broker, String account, PublishedLog log) {
        this.log = log;
        this.idle = new IdleCheck(broker, account);
    }

    /**
     * What clients have published to subjects that match {@code pattern}: the last 10,000 messages of the account. A pattern that
     * begins with a wildcard leaves out inboxes and subjects that begin with {@code $}; {@code $JS.>} is never kept.
     *
     * @throws IllegalArgumentException if {@code pattern} is no subject
     */
    public PublishedMessagesAssert published(String pattern) {
        return new PublishedMessagesAssert(log, pattern);
    }

    /**
     * The messages among those of {@link #published} that say in their headers why a listener has given them up.
     *
     * @param pattern the dead letter subject, which may have wildcards
     * @throws IllegalArgumentException if {@code pattern} is no subject
     */
    public DeadLettersAssert deadLettered(String pattern) {
        return new DeadLettersAssert(log, pattern);
    }

    /** Forgets what was published so far: for tests that share a broker or a context. */
    public void forgetPublished() {
        log.clear();
    }

    /**
     * Waits until nothing is left to do, at most ten seconds: every consumer has delivered all of its messages and got them
     * acknowledged, and no bytes wait for a client. Fails with what is still pending.
     */
    public void awaitIdle() {
        awaitIdle(TIMEOUT);
    }

    /** The same for at most {@code timeout}. */
    public void awaitIdle(Duration timeout) {
        idle.await(timeout);
    }
}
