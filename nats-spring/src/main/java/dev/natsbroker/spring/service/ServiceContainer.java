package dev.natsbroker.spring.service;

import dev.natsbroker.spring.core.NatsConnectionFactory;
import dev.natsbroker.spring.listener.AbstractNatsListenerContainer;
import dev.natsbroker.spring.listener.Dispatchers;
import dev.natsbroker.spring.listener.ListenerSnapshot;
import dev.natsbroker.spring.listener.NatsListenerContainer;
import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.NUID;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One instance of a service: its endpoints, each a listener, and the answers to discovery. Paused, it goes on to answer discovery.
 */
final class ServiceContainer extends AbstractNatsListenerContainer {
    private static final Logger log = LoggerFactory.getLogger(ServiceContainer.class);

    private final ServiceDescription description;
    private final List<Member> members;
    private final ServiceResponses responses;
    private @Nullable Connection connection;
    private @Nullable Dispatcher discovery;

    ServiceContainer(
            String id,
            NatsConnectionFactory connectionFactory,
            boolean autoStartup,
            Duration shutdownTimeout,
            ServiceDescription description,
            List<Member> members) {
        super(id, connectionFactory, autoStartup, shutdownTimeout);
        this.description = description;
        this.members = members;
        this.responses = new ServiceResponses(NUID.nextGlobal(), description, members);
    }

    @Override
    public String getKind() {
        return "service";
    }

    @Override
    public List<String> getSources() {
        return members.stream()
                .flatMap(member -> member.container.getSources().stream())
                .toList();
    }

    @Override
    protected void doStart(Connection started) {
        members.forEach(member -> member.container.start());
        byte[] ping = responses.ping();
        byte[] info = responses.info();
        Instant since = Instant.now();
        Dispatcher dispatcher = started.createDispatcher();
        answer(started, dispatcher, "PING", () -> ping);
        answer(started, dispatcher, "INFO", () -> info);
        answer(started, dispatcher, "STATS", () -> responses.stats(since));
        connection = started;
        discovery = dispatcher;
    }

    /** All services, those of this name, and this instance can be asked (ADR-32). */
    private void answer(Connection asked, Dispatcher dispatcher, String verb, Supplier<byte[]> response) {
        String all = "$SRV." + verb;
        String named = all + "." + description.name();
        for (String subject : List.of(all, named, named + "." + responses.instanceId())) {
            dispatcher.subscribe(subject, message -> {
                if (message.getReplyTo() != null) {
                    asked.publish(message.getReplyTo(), response.get());
                }
            });
        }
    }

    @Override
    protected void doStop(Duration limit) {
        Dispatcher dispatcher = discovery;
        Connection asked = connection;
        discovery = null;
        connection = null;
        if (dispatcher != null && asked != null) {
            Dispatchers.close(asked, dispatcher);
        }
        stopMembers(limit);
    }

    // Side by side, so that the slowest decides.
    private void stopMembers(Duration limit) {
        CountDownLatch running = new CountDownLatch(members.size());
        members.forEach(member -> member.container.stop(running::countDown));
        try {
            // Each has the limit for itself; twice of it is when something is wrong.
            if (!running.await(2 * limit.toMillis() + 1000, TimeUnit.MILLISECONDS)) {
                log.warn("Service '{}' could not stop all of its endpoints", getId());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    protected void doPause() {
        members.forEach(member -> member.container.pause());
    }

    @Override
    protected void doResume() {
        members.forEach(member -> member.container.resume());
    }

    @Override
    public ListenerSnapshot getSnapshot() {
        List<ListenerSnapshot> parts =
                members.stream().map(member -> member.container.getSnapshot()).toList();
        return new ListenerSnapshot(
                getId(),
                getKind(),
                getConnectionName(),
                getSources(),
                getState(),
                isPaused(),
                sum(parts, ListenerSnapshot::received),
                sum(parts, ListenerSnapshot::processed),
                sum(parts, ListenerSnapshot::failed),
                sum(parts, ListenerSnapshot::inFlight),
                sum(parts, ListenerSnapshot::dropped),
                sum(parts, ServiceContainer::lagOf));
    }

    private static long lagOf(ListenerSnapshot snapshot) {
        Long lag = snapshot.lag();
        return lag == null ? 0 : lag;
    }

    private static long sum(List<ListenerSnapshot> parts, ToLongFunction<ListenerSnapshot> value) {
        return parts.stream().mapToLong(value).sum();
    }

    /** An endpoint with its listener. */
    record Member(EndpointDescription description, EndpointStatistics statistics, NatsListenerContainer container) {}
}
