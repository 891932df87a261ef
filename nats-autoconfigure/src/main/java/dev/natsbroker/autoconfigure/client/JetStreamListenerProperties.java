package dev.natsbroker.autoconfigure.client;

import dev.natsbroker.spring.listener.jetstream.AckMode;
import dev.natsbroker.spring.listener.jetstream.StartupFailurePolicy;
import dev.natsbroker.spring.topology.Provision;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Defaults of listeners on streams. */
public class JetStreamListenerProperties {
    /** Who acknowledges messages. */
    private AckMode ackMode = AckMode.AUTO;

    /** Subject of dead letters, in which {stream}, {consumer} and {subject} are replaced. None by default. */
    private @Nullable String deadLetterSubject;

    /** Number of messages that a listener holds at most. */
    private @Nullable Integer prefetch;

    /** Time for an acknowledgement before the server delivers again, for new consumers. */
    private @Nullable Duration ackWait;

    /** What listeners do about their consumers. */
    private Provision provision = Provision.CREATE;

    /** What happens when a listener cannot begin. */
    private StartupFailurePolicy startupFailurePolicy = StartupFailurePolicy.RETRY;

    /** Retries of messages whose handler failed. */
    private final Retry retry = new Retry();

    public AckMode getAckMode() {
        return ackMode;
    }

    public void setAckMode(AckMode ackMode) {
        this.ackMode = ackMode;
    }

    public @Nullable String getDeadLetterSubject() {
        return deadLetterSubject;
    }

    public void setDeadLetterSubject(@Nullable String deadLetterSubject) {
        this.deadLetterSubject = deadLetterSubject;
    }

    public @Nullable Integer getPrefetch() {
        return prefetch;
    }

    public void setPrefetch(@Nullable Integer prefetch) {
        this.prefetch = prefetch;
    }

    public @Nullable Duration getAckWait() {
        return ackWait;
    }

    public void setAckWait(@Nullable Duration ackWait) {
        this.ackWait = ackWait;
    }

    public Provision getProvision() {
        return provision;
    }

    public void setProvision(Provision provision) {
        this.provision = provision;
    }

    public StartupFailurePolicy getStartupFailurePolicy() {
        return startupFailurePolicy;
    }

    public void setStartupFailurePolicy(StartupFailurePolicy startupFailurePolicy) {
        this.startupFailurePolicy = startupFailurePolicy;
    }

    public Retry getRetry() {
        return retry;
    }

    /** Retries of messages whose handler failed. */
    public static class Retry {
        /** Number of deliveries that a message gets before it is a dead letter. */
        private int maxAttempts = 5;

        /** Delay after the first failure. */
        private Duration initialDelay = Duration.ofSeconds(1);

        /** Factor from one delay to the next. */
        private double multiplier = 2;

        /** Longest delay. */
        private Duration maxDelay = Duration.ofMinutes(1);

        public int getMaxAttempts() {
            return maxAttempts;
        }

        public void setMaxAttempts(int maxAttempts) {
            this.maxAttempts = maxAttempts;
        }

        public Duration getInitialDelay() {
            return initialDelay;
        }

        public void setInitialDelay(Duration initialDelay) {
            this.initialDelay = initialDelay;
        }

        public double getMultiplier() {
            return multiplier;
        }

        public void setMultiplier(double multiplier) {
            this.multiplier = multiplier;
        }

        public Duration getMaxDelay() {
            return maxDelay;
        }

        public void setMaxDelay(Duration maxDelay) {
            this.maxDelay = maxDelay;
        }
    }
}
