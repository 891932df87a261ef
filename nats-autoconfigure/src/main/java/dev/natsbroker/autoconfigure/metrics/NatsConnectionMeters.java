package dev.natsbroker.autoconfigure.metrics;

import dev.natsbroker.spring.core.NatsConnectionFactory;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.nats.client.Connection;
import io.nats.client.Connection.Status;
import io.nats.client.Statistics;
import java.util.Collection;
import java.util.function.ToLongFunction;

/** What each connection has sent and received, with its name as the tag {@code connection}. */
final class NatsConnectionMeters implements MeterBinder {
    private final Collection<NatsConnectionFactory> connections;

    NatsConnectionMeters(Collection<NatsConnectionFactory> connections) {
        this.connections = connections;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        connections.forEach(connection -> bind(registry, connection));
    }

    private static void bind(MeterRegistry registry, NatsConnectionFactory connection) {
        Gauge.builder("nats.client.connected", connection, NatsConnectionMeters::connected)
                .description("1 while there is a connection, 0 while there is none")
                .tag("connection", connection.getName())
                .register(registry);
        counter(registry, connection, "nats.client.in.messages", "messages", Statistics::getInMsgs);
        counter(registry, connection, "nats.client.out.messages", "messages", Statistics::getOutMsgs);
        counter(registry, connection, "nats.client.in.bytes", "bytes", Statistics::getInBytes);
        counter(registry, connection, "nats.client.out.bytes", "bytes", Statistics::getOutBytes);
        counter(registry, connection, "nats.client.reconnects", "reconnects", Statistics::getReconnects);
        counter(registry, connection, "nats.client.dropped", "messages", Statistics::getDroppedCount);
    }

    private static double connected(NatsConnectionFactory connection) {
        Connection present = connection.getConnectionIfPresent();
        return present != null && present.getStatus() == Status.CONNECTED ? 1 : 0;
    }

    private static void counter(
            MeterRegistry registry,
            NatsConnectionFactory connection,
            String name,
            String unit,
            ToLongFunction<Statistics> value) {
        FunctionCounter.builder(name, connection, factory -> read(factory, value))
                .baseUnit(unit)
                .tag("connection", connection.getName())
                .register(registry);
    }

    private static double read(NatsConnectionFactory connection, ToLongFunction<Statistics> value) {
        Connection present = connection.getConnectionIfPresent();
        return present == null ? 0 : value.applyAsLong(present.getStatistics());
    }
}
