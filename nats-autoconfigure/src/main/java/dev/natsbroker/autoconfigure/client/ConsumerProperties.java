package dev.natsbroker.autoconfigure.client;

import io.nats.client.api.AckPolicy;
import io.nats.client.api.DeliverPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A declared durable consumer. Unset options are left to the server. */
public class ConsumerProperties {
    /** Subjects of the stream that it delivers. All by default. */
    private List<String> filterSubjects = new ArrayList<>();

    /** Description for people. */
    private @Nullable String description;

    /** Which messages are to be acknowledged. */
    private AckPolicy ackPolicy = AckPolicy.Explicit;

    /** Where in the stream it begins. */
    private DeliverPolicy deliverPolicy = DeliverPolicy.All;

    /** Time for an acknowledgement before the message is delivered again. */
    private @Nullable Duration ackWait;

    /** Number of deliveries of a message. */
    private @Nullable Long maxDeliver;

    /** Number of messages that may wait for their acknowledgement. */
    private @Nullable Long maxAckPending;

    /** Times before each next delivery, in place of the ack wait. */
    private List<Duration> backoff = new ArrayList<>();

    public List<String> getFilterSubjects() {
        return filterSubjects;
    }

    public void setFilterSubjects(List<String> filterSubjects) {
        this.filterSubjects = filterSubjects;
    }

    public @Nullable String getDescription() {
        return description;
    }

    public void setDescription(@Nullable String description) {
        this.description = description;
    }

    public AckPolicy getAckPolicy() {
        return ackPolicy;
    }

    public void setAckPolicy(AckPolicy ackPolicy) {
        this.ackPolicy = ackPolicy;
    }

    public DeliverPolicy getDeliverPolicy() {
        return deliverPolicy;
    }

    public void setDeliverPolicy(DeliverPolicy deliverPolicy) {
        this.deliverPolicy = deliverPolicy;
    }

    public @Nullable Duration getAckWait() {
        return ackWait;
    }

    public void setAckWait(@Nullable Duration ackWait) {
        this.ackWait = ackWait;
    }

    public @Nullable Long getMaxDeliver() {
        return maxDeliver;
    }

    public void setMaxDeliver(@Nullable Long maxDeliver) {
        this.maxDeliver = maxDeliver;
    }

    public @Nullable Long getMaxAckPending() {
        return maxAckPending;
    }

    public void setMaxAckPending(@Nullable Long maxAckPending) {
        this.maxAckPending = maxAckPending;
    }

    public List<Duration> getBackoff() {
        return backoff;
    }

    public void setBackoff(List<Duration> backoff) {
        this.backoff = backoff;
    }
}
