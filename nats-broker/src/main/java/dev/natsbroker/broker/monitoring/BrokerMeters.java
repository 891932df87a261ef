package dev.natsbroker.broker.monitoring;

import dev.natsbroker.broker.connection.LoopContext;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.ToDoubleFunction;

/**
 * The figures of a broker as Micrometer meters named {@code nats.broker.…}. They are read when they are scraped; the message
 * path knows nothing of them.
 *
 * <p>{@link #close} removes those of JetStream, which change while the broker runs.
 */
public final class BrokerMeters implements MeterBinder, AutoCloseable {
    private final BrokerView view;
    private final Queue<JetStreamMeters> ofJetStream = new ConcurrentLinkedQueue<>();

    /** Meters of {@code view}. */
    public BrokerMeters(BrokerView view) {
        this.view = view;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        bindConnections(registry);
        bindTraffic(registry);
        view.loops().forEach(loop -> bindLoop(registry, loop));
        JetStreamView jetStream = view.jetStream();
        if (jetStream != null && view.options().monitor().jetStreamMeters().enabled()) {
            JetStreamMeters meters = new JetStreamMeters(view, jetStream, registry);
            ofJetStream.add(meters);
            meters.bind();
        }
    }

    /** Removes the meters of JetStream from the registries. */
    @Override
    public void close() {
        ofJetStream.forEach(JetStreamMeters::close);
        ofJetStream.clear();
    }

    private void bindConnections(MeterRegistry registry) {
        gauge(
                registry,
                "connections",
                "Open client connections",
                broker -> broker.clients().openCount());
        gauge(registry, "subscriptions", "Subscriptions of all accounts", Traffic::subscriptions);
        counter(
                registry,
                "connections.accepted",
                "Client connections since the start",
                broker -> broker.clients().accepted());
        counter(
                registry,
                "slow.consumers",
                "Clients cut off for not taking their messages",
                broker -> broker.clients().slowConsumers());
        counter(
                registry,
                "stale.connections",
                "Clients closed for not answering PINGs",
                broker -> broker.clients().staleConnections());
        counter(
                registry,
                "stalled.clients",
                "Times that a publisher was slowed down",
                broker -> broker.clients().stalledClients());
    }

    private void bindTraffic(MeterRegistry registry) {
        String messages = "Messages received from clients (in) and delivered to them (out)";
        directed(
                registry,
                "messages",
                messages,
                "in",
                broker -> Traffic.of(broker).inMessages());
        directed(
                registry,
                "messages",
                messages,
                "out",
                broker -> Traffic.of(broker).outMessages());
        String bytes = "Headers and payload received from clients (in) and delivered to them (out)";
        directed(
                registry,
                "message.bytes",
                bytes,
                "in",
                broker -> Traffic.of(broker).inBytes());
        directed(
                registry,
                "message.bytes",
                bytes,
                "out",
                broker -> Traffic.of(broker).outBytes());
    }

    private void gauge(MeterRegistry registry, String name, String description, ToDoubleFunction<BrokerView> value) {
        Gauge.builder("nats.broker." + name, view, value)
                .description(description)
                .register(registry);
    }

    private void counter(MeterRegistry registry, String name, String description, ToDoubleFunction<BrokerView> value) {
        FunctionCounter.builder("nats.broker." + name, view, value)
                .description(description)
                .register(registry);
    }

    private void directed(
            MeterRegistry registry,
            String name,
            String description,
            String direction,
            ToDoubleFunction<BrokerView> value) {
        FunctionCounter.builder("nats.broker." + name, view, value)
                .description(description)
                .tag("direction", direction)
                .register(registry);
    }

    private static void bindLoop(MeterRegistry registry, LoopContext loop) {
        String number = Integer.toString(loop.index());
        Gauge.builder("nats.broker.loop.pending.tasks", loop, LoopQueues::pendingTasks)
                .description("Tasks that wait at an event loop")
                .tag("loop", number)
                .register(registry);
        loopMessages(registry, loop, "in", each -> each.counters().inMessages());
        loopMessages(registry, loop, "out", each -> each.counters().outMessages());
    }

    private static void loopMessages(
            MeterRegistry registry, LoopContext loop, String direction, ToDoubleFunction<LoopContext> value) {
        FunctionCounter.builder("nats.broker.loop.messages", loop, value)
                .description("Messages received (in) and delivered (out) by an event loop")
                .tags("loop", Integer.toString(loop.index()), "direction", direction)
                .register(registry);
    }
}
