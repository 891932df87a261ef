package dev.natsbroker.broker.jetstream.api;

import dev.natsbroker.broker.account.Account;
import dev.natsbroker.broker.jetstream.meta.JetStreamAccount;
import dev.natsbroker.broker.jetstream.stream.StreamHost;
import dev.natsbroker.broker.jetstream.stream.StreamLane;
import dev.natsbroker.broker.lane.LaneReceiver;
import dev.natsbroker.broker.message.OutboundMessage;
import dev.natsbroker.broker.message.Publisher;
import dev.natsbroker.broker.message.Subscription;
import dev.natsbroker.broker.routing.RoutedPublisher;
import dev.natsbroker.broker.routing.Router;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** An account as the streams of one lane see it. */
final class TestHost implements StreamHost {
    private final @Nullable String domain;
    private final JetStreamAccount account;
    private final Account core;
    private final StreamLane lane;
    private final Publisher publisher;
    private final OutboundMessage outbound = new OutboundMessage();

    TestHost(@Nullable String domain, JetStreamAccount account, Account core, Router router, StreamLane lane) {
        this.domain = domain;
        this.account = account;
        this.core = core;
        this.lane = lane;
        this.publisher = new RoutedPublisher(router, core, () -> 0);
    }

    @Override
    public String account() {
        return core.name();
    }

    @Override
    public @Nullable String domain() {
        return domain;
    }

    @Override
    public String serverName() {
        return "ref";
    }

    @Override
    public Publisher publisher() {
        return publisher;
    }

    @Override
    public OutboundMessage outbound() {
        return outbound;
    }

    @Override
    public Subscription subscribe(String subject, @Nullable String queue, LaneReceiver receiver) {
        Subscription subscription = new Subscription(
                lane.intake().sinkOf(receiver),
                subject.getBytes(StandardCharsets.UTF_8),
                queue == null ? null : queue.getBytes(StandardCharsets.UTF_8),
                new byte[] {'0'});
        core.interest().add(subscription);
        return subscription;
    }

    @Override
    public void unsubscribe(Subscription subscription) {
        core.interest().remove(subscription);
    }

    @Override
    public Runnable watchInterest(byte[] subject, Runnable onChange) {
        Runnable toLane = () -> lane.lane().execute(onChange);
        core.interest().watch(subject, toLane);
        return () -> core.interest().unwatch(subject, toLane);
    }

    @Override
    public void addUsage(boolean memory, long bytes) {
        account.resources().addUsage(memory, bytes);
    }

    @Override
    public @Nullable Refusal roomFor(boolean memory, long bytes) {
        return account.resources().roomFor(memory, bytes);
    }
}
