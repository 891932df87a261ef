package dev.natsbroker.spring.listener.jetstream;

import dev.natsbroker.spring.core.ConsumerMismatchException;
import dev.natsbroker.spring.core.ConsumerMismatchException.Difference;
import dev.natsbroker.spring.core.ConsumerNotFoundException;
import dev.natsbroker.spring.core.JetStreamException;
import dev.natsbroker.spring.core.JetStreamFailures;
import dev.natsbroker.spring.core.StreamNotFoundException;
import dev.natsbroker.spring.topology.Provision;
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
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes sure that a listener's stream and consumer are there and fit. Stateless but for its settings; its calls block. */
final class ConsumerProvisioner {
    private static final Logger log = LoggerFactory.getLogger(ConsumerProvisioner.class);

    private final ConsumerSettings settings;
    private final AckPolicy ackPolicy;
    private final StreamDefinitions streams;
    private final JetStreamOptions options;

    ConsumerProvisioner(
            ConsumerSettings settings, AckPolicy ackPolicy, StreamDefinitions streams, JetStreamOptions options) {
        this.settings = settings;
        this.ackPolicy = ackPolicy;
        this.streams = streams;
        this.options = options;
    }

    /**
     * The stream; created if it is missing and the application declares it.
     *
     * @throws StreamNotFoundException if it is missing and not declared
     */
    StreamInfo stream(Connection connection) {
        String name = settings.stream();
        return ask(connection, "Looking up stream '" + name + "'", jsm -> {
            try {
                return jsm.getStreamInfo(name);
            } catch (JetStreamApiException e) {
                if (e.getApiErrorCode() == JetStreamFailures.STREAM_NOT_FOUND) {
                    return createStream(jsm, e);
                }
                throw e;
            }
        });
    }

    private StreamInfo createStream(JetStreamManagement jsm, JetStreamApiException missing)
            throws IOException, JetStreamApiException {
        StreamConfiguration declared = streams.find(settings.stream());
        if (declared == null) {
            throw new StreamNotFoundException(
                    "Stream '" + settings.stream() + "' does not exist, and the application does not declare it; create"
                            + " it (nats stream add " + settings.stream() + "), or declare a bean of type"
                            + " StreamConfiguration with this name",
                    settings.stream(),
                    missing);
        }
        StreamInfo created = jsm.addStream(declared);
        log.info("Created stream '{}' on {}", settings.stream(), declared.getSubjects());
        return created;
    }

    /**
     * The consumer, as the listener wants it.
     *
     * @throws ConsumerNotFoundException if it is missing and may not be created
     * @throws ConsumerMismatchException if it exists and does not fit
     */
    ConsumerInfo consumer(Connection connection) {
        return ask(connection, "Looking up " + settings.describe(), jsm -> {
            ConsumerInfo existing = find(jsm);
            if (existing == null) {
                return create(connection, jsm);
            }
            return settings.provision() == Provision.NONE ? existing : fit(jsm, existing);
        });
    }

    /** The consumer as it is; null if it is missing. */
    @Nullable
    ConsumerInfo find(Connection connection) {
        return ask(connection, "Looking up " + settings.describe(), this::find);
    }

    private @Nullable ConsumerInfo find(JetStreamManagement jsm) throws IOException, JetStreamApiException {
        try {
            return jsm.getConsumerInfo(settings.stream(), name());
        } catch (JetStreamApiException e) {
            if (e.getApiErrorCode() == JetStreamFailures.CONSUMER_NOT_FOUND) {
                return null;
            }
            throw e;
        }
    }

    private String name() {
        return Objects.requireNonNull(settings.consumer(), "consumer");
    }

    private ConsumerInfo create(Connection connection, JetStreamManagement jsm)
            throws IOException, JetStreamApiException {
        if (settings.provision() == Provision.NONE || settings.provision() == Provision.VALIDATE) {
            throw new ConsumerNotFoundException(
                    "Consumer '" + name() + "' of stream '" + settings.stream() + "' does not exist, and provision = "
                            + settings.provision() + " does not create it; create it (nats consumer add "
                            + settings.stream() + " " + name() + ") or use provision = CREATE",
                    null);
        }
        ConsumerConfiguration.Builder builder = ConsumerConfiguration.builder();
        ConsumerFields.apply(settings, ackPolicy, builder);
        if (settings.mode() == DeliveryMode.PUSH) {
            builder.deliverSubject(connection.createInbox());
        }
        ConsumerInfo created = jsm.createConsumer(settings.stream(), builder.build());
        log.info("Created {}", settings.describe());
        return created;
    }

    private ConsumerInfo fit(JetStreamManagement jsm, ConsumerInfo existing) throws IOException, JetStreamApiException {
        ConsumerConfiguration configuration = existing.getConsumerConfiguration();
        List<Difference> differences = ConsumerFields.differences(settings, ackPolicy, configuration);
        if (differences.isEmpty()) {
            return existing;
        }
        if (settings.provision() != Provision.UPDATE) {
            throw mismatch(
                    differences,
                    "change the listener, or use provision = UPDATE to change the consumer, or"
                            + " delete it to have it created again");
        }
        ConsumerConfiguration.Builder builder = ConsumerConfiguration.builder(configuration);
        ConsumerFields.apply(settings, ackPolicy, builder);
        if (settings.mode() == DeliveryMode.PULL) {
            builder.deliverSubject(null).deliverGroup(null);
        }
        try {
            ConsumerInfo updated = jsm.updateConsumer(settings.stream(), builder.build());
            log.info("Updated {}: {}", settings.describe(), describe(differences));
            return updated;
        } catch (JetStreamApiException e) {
            throw mismatch(
                    differences,
                    "the server refused to update it (" + e.getErrorDescription()
                            + "): change the listener, or delete the consumer (nats consumer rm " + settings.stream()
                            + " "
                            + name() + ") to have it created again, from its start position");
        }
    }

    private ConsumerMismatchException mismatch(List<Difference> differences, String advice) {
        return new ConsumerMismatchException(
                "Consumer '" + name() + "' of stream '" + settings.stream() + "' does not fit the listener: "
                        + describe(differences) + "; " + advice,
                settings.stream(),
                name(),
                differences);
    }

    private static String describe(List<Difference> differences) {
        return differences.stream()
                .map(each -> each.field() + " is " + each.existing() + ", the listener wants " + each.wanted())
                .collect(Collectors.joining("; "));
    }

    private <T extends @Nullable Object> T ask(Connection connection, String what, Question<T> question) {
        try {
            return question.ask(connection.jetStreamManagement(options));
        } catch (JetStreamApiException e) {
            throw JetStreamFailures.refused(what, e);
        } catch (IOException e) {
            throw JetStreamFailures.unanswered(what, connection, e);
        } catch (IllegalStateException e) {
            throw new JetStreamException(what + " failed: " + e.getMessage(), 0, e);
        }
    }

    /** A request of the JetStream API. */
    private interface Question<T extends @Nullable Object> {
        T ask(JetStreamManagement jsm) throws IOException, JetStreamApiException;
    }
}
