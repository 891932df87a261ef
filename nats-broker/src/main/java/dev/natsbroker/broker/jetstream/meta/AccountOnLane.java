package dev.natsbroker.broker.jetstream.meta;

import dev.natsbroker.broker.account.Account;
import dev.natsbroker.broker.config.LimitOptions;
import dev.natsbroker.broker.jetstream.stream.StreamHost;
import dev.natsbroker.broker.lane.LaneReceiver;
import dev.natsbroker.broker.message.OutboundMessage;
import dev.natsbroker.broker.message.Publisher;
import dev.natsbroker.broker.message.Subscription;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** One account as the streams of one lane see it. Owned by the lane. */
final class AccountOnLane implements StreamHost {
    private static final byte[] SID = {'0'};

    private final Account account;
    private final JetStreamLane lane;
    private final ServerNames server;
    private final LimitOptions limits;
    private final AccountResources resources;
    private final Publisher publisher;

    AccountOnLane(
            Account account, JetStreamLane lane, ServerNames server, LimitOptions limits, AccountResources resources) {
        this.account = account;
        this.lane = lane;
        this.server = server;
        this.limits = limits;
        this.resources = resources;
        this.publisher = lane.publishers().of(account);
    }

    @Override
    public String account() {
        return account.name();
    }

    @Override
    public @Nullable String domain() {
        return server.domain();
    }

    @Override
    public String serverName() {
        return server.name();
    }

    @Override
    public int maxPayload() {
        return limits.maxPayloadBytes();
    }

    @Override
    public long maxPending() {
        return limits.maxPendingBytes();
    }

    @Override
    public Publisher publisher() {
        return publisher;
    }

    @Override
    public OutboundMessage outbound() {
        return lane.outbound();
    }

    @Override
    public Subscription subscribe(String subject, @Nullable String queue, LaneReceiver receiver) {
        Subscription subscription = new Subscription(
                lane.intake().sinkOf(receiver), bytes(subject), queue == null ? null : bytes(queue), SID);
        account.interest().add(subscription);
        return subscription;
    }

    @Override
    public void unsubscribe(Subscription subscription) {
        account.interest().remove(subscription);
    }

    @Override
    public Runnable watchInterest(byte[] subject, Runnable onChange) {
        Runnable toLane = () -> lane.lane().execute(onChange);
        account.interest().watch(subject, toLane);
        return () -> account.interest().unwatch(subject, toLane);
    }

    @Override
    public void addUsage(boolean memory, long bytes) {
        resources.addUsage(memory, bytes);
    }

    @Override
    public @Nullable Refusal roomFor(boolean memory, long bytes) {
        return resources.roomFor(memory, bytes);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
