package dev.natsbroker.spring.service;

import dev.natsbroker.spring.config.CoreListenerEndpoint;
import dev.natsbroker.spring.config.NatsListenerContainerFactory;
import dev.natsbroker.spring.config.NatsListenerEndpoint;
import dev.natsbroker.spring.listener.NatsListenerContainer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

/** A service in the making: add its endpoints, then give it to the registry of listeners. */
public final class NatsServiceEndpoint implements NatsListenerEndpoint {
    private final String id;
    private final ServiceDescription description;
    private final List<Part> parts = new ArrayList<>();
    private String connection = "";
    private @Nullable Boolean autoStartup;

    /** A service without endpoints. */
    public NatsServiceEndpoint(String id, ServiceDescription description) {
        this.id = id;
        this.description = description;
    }

    @Override
    public String getId() {
        return id;
    }

    /** Name of the connection; empty means the default one. */
    public void setConnection(String connection) {
        this.connection = connection;
    }

    /** Whether it starts with the application. */
    public void setAutoStartup(boolean autoStartup) {
        this.autoStartup = autoStartup;
    }

    /** Adds an endpoint: what discovery says of it, and the listener behind it, whose connection is that of the service. */
    public void addEndpoint(EndpointDescription endpoint, CoreListenerEndpoint listener) {
        Assert.isTrue(
                parts.stream().noneMatch(part -> part.description.name().equals(endpoint.name())),
                () -> "Service '" + description.name() + "' has two endpoints '" + endpoint.name() + "'");
        parts.add(new Part(endpoint, listener));
    }

    @Override
    public NatsListenerContainer createContainer(NatsListenerContainerFactory defaults) {
        Assert.isTrue(
                !parts.isEmpty(),
                () -> "Service '" + description.name() + "' has no endpoints; annotate methods with @NatsEndpoint");
        List<ServiceContainer.Member> members =
                parts.stream().map(part -> member(part, defaults)).toList();
        return new ServiceContainer(
                id,
                defaults.getConnections().get(connection),
                autoStartup == null ? defaults.isAutoStartup() : autoStartup,
                defaults.getShutdownTimeout(),
                description,
                members);
    }

    private ServiceContainer.Member member(Part part, NatsListenerContainerFactory defaults) {
        EndpointStatistics statistics = new EndpointStatistics(defaults.getObservation());
        part.listener.setConnection(connection);
        part.listener.setObservationDecorator(ignored -> statistics);
        return new ServiceContainer.Member(part.description, statistics, defaults.createContainer(part.listener));
    }

    private record Part(EndpointDescription description, CoreListenerEndpoint listener) {}
}
