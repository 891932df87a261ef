package dev.natsbroker.broker.jetstream.api;

import dev.natsbroker.broker.account.Account;
import dev.natsbroker.broker.events.AdvisoryPublisher;
import dev.natsbroker.broker.jetstream.meta.JetStreamAccount;
import dev.natsbroker.broker.json.GoJsonReader;
import dev.natsbroker.broker.lane.LaneReceiver;
import dev.natsbroker.broker.message.MessageSink;
import dev.natsbroker.broker.message.OutboundMessage;
import dev.natsbroker.broker.message.Publisher;
import dev.natsbroker.broker.message.Subscription;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * One account that the API serves: its streams, if it may have any, and the ways in and out. Owned by the control lane; the counters
 * are thread-safe.
 */
final class ServedAccount {
    private static final byte[] NO_SID = {'0'};

    private final ApiContext context;
    private final Account core;
    private final @Nullable JetStreamAccount account;
    private final Publisher publisher;
    private final OutboundMessage outbound = new OutboundMessage();
    private final AdvisoryPublisher advisories;
    private final List<Subscription> subscriptions = new ArrayList<>();
    private final LongAdder total = new LongAdder();
    private final LongAdder errors = new LongAdder();

    /** Serves {@code core}; {@code account} is null if it has no JetStream. */
    ServedAccount(ApiContext context, Account core, @Nullable JetStreamAccount account, Publisher publisher) {
        this.context = context;
        this.core = core;
        this.account = account;
        this.publisher = publisher;
        this.advisories = new AdvisoryPublisher(
                publisher,
                outbound,
                context.clock(),
                context.ids(),
                context.options().domain());
    }

    @Nullable
    JetStreamAccount account() {
        return account;
    }

    /** Whether it is the account of the server itself. */
    boolean isSystem() {
        return core.isSystem();
    }

    String serverName() {
        return context.serverName();
    }

    /** What becomes of fields that requests should not have. */
    GoJsonReader.Unknown unknownFields() {
        return context.options().strict() ? GoJsonReader.Unknown.REFUSE : GoJsonReader.Unknown.IGNORE;
    }

    AdvisoryPublisher advisories() {
        return advisories;
    }

    Publisher publisher() {
        return publisher;
    }

    String name() {
        return core.name();
    }

    /** Publishes a message; returns how many receivers took it. */
    int publish(byte[] subject, byte[] headers, byte[] payload) {
        outbound.to(subject).body(headers, payload);
        return publisher.publish(outbound);
    }

    /** Publishes a message that may be replied to; returns how many receivers took it. */
    int publish(byte[] subject, byte[] reply, byte[] headers, byte[] payload) {
        outbound.to(subject).reply(reply, 0, reply.length).body(headers, payload);
        return publisher.publish(outbound);
    }

    /** Subscribes; {@code receiver} is called on the control lane. */
    Subscription subscribe(String subject, LaneReceiver receiver) {
        return subscribe(subject, context.intake().sinkOf(receiver));
    }

    /** Subscribes with a sink of its own. */
    Subscription subscribe(String subject, MessageSink sink) {
        Subscription subscription = new Subscription(sink, subject.getBytes(StandardCharsets.UTF_8), null, NO_SID);
        core.interest().add(subscription);
        subscriptions.add(subscription);
        return subscription;
    }

    void unsubscribe(Subscription subscription) {
        core.interest().remove(subscription);
        subscriptions.remove(subscription);
    }

    /** Ends all that was subscribed here. */
    void unsubscribeAll() {
        subscriptions.forEach(core.interest()::remove);
        subscriptions.clear();
    }

    /** Counts an answer. */
    void count(boolean isError) {
        total.increment();
        if (isError) {
            errors.increment();
        }
    }

    /** How many requests were answered. */
    long total() {
        return total.sum();
    }

    /** How many of them with an error. */
    long errors() {
        return errors.sum();
    }
}
