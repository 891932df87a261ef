package dev.natsbroker.spring.listener.jetstream;

import dev.natsbroker.spring.core.StreamNotFoundException;
import dev.natsbroker.spring.topology.ConsumerProvisioning;
import dev.natsbroker.spring.topology.Difference;
import dev.natsbroker.spring.topology.Provision;
import dev.natsbroker.spring.topology.StreamProvisioning;
import dev.natsbroker.spring.topology.TopologyException;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.JetStreamOptions;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.api.StreamInfo;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes sure that a listener's stream and consumer are there and fit. Stateless but for its settings; its calls block. */
final class ConsumerProvisioner extends ConsumerProvisioning<ConsumerSettings> {
    private final Connection connection;
    private final ConsumerSettings settings;
    private final AckPolicy ackPolicy;
    private final StreamDefinitions definitions;
    private final StreamProvisioning streams;

    ConsumerProvisioner(
            Connection connection,
            ConsumerSettings settings,
            AckPolicy ackPolicy,
            StreamDefinitions definitions,
            JetStreamOptions options) {
        super(connection, options, settings.provision(), Wisher.LISTENER);
        this.connection = connection;
        this.settings = settings;
        this.ackPolicy = ackPolicy;
        this.definitions = definitions;
        this.streams = new StreamProvisioning(connection, options, Provision.CREATE);
    }

    /**
     * The stream; created if it is missing and the application declares it.
     *
     * @throws StreamNotFoundException if it is missing and not declared
     */
    StreamInfo stream() {
        StreamInfo existing = streams.find(settings.stream());
        if (existing != null) {
            return existing;
        }
        StreamConfiguration declared = definitions.find(settings.stream());
        if (declared == null) {
            throw new StreamNotFoundException(
                    "Stream '" + settings.stream() + "' does not exist, and the application does not declare it; create"
                            + " it (nats stream add " + settings.stream() + "), or declare a bean of type"
                            + " StreamConfiguration with this name",
                    settings.stream(),
                    null);
        }
        return streams.provision(declared);
    }

    /**
     * The consumer, as the listener wants it.
     *
     * @throws TopologyException if it is missing or does not fit, and may not be created or updated
     */
    ConsumerInfo consumer() {
        return provision(settings);
    }

    /** The consumer as it is; null if it is missing. */
    @Nullable
    ConsumerInfo find() {
        return find(settings);
    }

    @Override
    protected String stream(ConsumerSettings wanted) {
        return wanted.stream();
    }

    @Override
    protected String name(ConsumerSettings wanted) {
        return Objects.requireNonNull(wanted.consumer(), "consumer");
    }

    @Override
    protected List<Difference> differences(ConsumerSettings wanted, ConsumerInfo existing) {
        return ConsumerFields.differences(wanted, ackPolicy, existing.getConsumerConfiguration());
    }

    @Override
    protected ConsumerInfo create(JetStreamManagement jetStream, ConsumerSettings wanted)
            throws IOException, JetStreamApiException {
        ConsumerConfiguration.Builder builder = ConsumerConfiguration.builder();
        ConsumerFields.apply(wanted, ackPolicy, builder);
        if (wanted.mode() == DeliveryMode.PUSH) {
            builder.deliverSubject(connection.createInbox());
        }
        return jetStream.createConsumer(wanted.stream(), builder.build());
    }

    @Override
    protected ConsumerInfo update(JetStreamManagement jetStream, ConsumerSettings wanted, ConsumerInfo existing)
            throws IOException, JetStreamApiException {
        ConsumerConfiguration.Builder builder = ConsumerConfiguration.builder(existing.getConsumerConfiguration());
        ConsumerFields.apply(wanted, ackPolicy, builder);
        if (wanted.mode() == DeliveryMode.PULL) {
            builder.deliverSubject(null).deliverGroup(null);
        }
        return jetStream.updateConsumer(wanted.stream(), builder.build());
    }
}
