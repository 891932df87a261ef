package dev.natsbroker.spring.topology;

import dev.natsbroker.spring.core.JetStreamFailures;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.support.JsonSerializable;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks whether something declared is there and as declared, and does what the mode says. Its calls block.
 *
 * @param <D> what declares it
 */
abstract class Provisioning<D> {
    private static final Logger log = LoggerFactory.getLogger(TopologyProvisioner.class);

    private final Connection connection;
    private final Provision provision;

    Provisioning(Connection connection, Provision provision) {
        this.connection = connection;
        this.provision = provision;
    }

    /** What it is, for people, e.g. {@code stream 'ORDERS'}. */
    abstract String describe(D declared);

    abstract JsonSerializable configuration(D declared);

    /** What is there; null if nothing is. */
    abstract @Nullable JsonSerializable find(JetStreamManagement jetStream, D declared)
            throws IOException, JetStreamApiException;

    abstract void create(JetStreamManagement jetStream, D declared) throws IOException, JetStreamApiException;

    abstract void update(JetStreamManagement jetStream, D declared) throws IOException, JetStreamApiException;

    final void provision(D declared) {
        String name = describe(declared);
        try {
            JetStreamManagement jetStream = connection.jetStreamManagement();
            JsonSerializable existing = find(jetStream, declared);
            if (existing == null) {
                createMissing(jetStream, declared, name);
            } else {
                compare(jetStream, declared, name, existing);
            }
        } catch (JetStreamApiException e) {
            throw new TopologyException(
                    "Declared " + name + " was refused: " + e.getErrorDescription() + " (" + e.getApiErrorCode() + ")",
                    name,
                    List.of(),
                    e.getApiErrorCode(),
                    e);
        } catch (IOException e) {
            throw JetStreamFailures.unanswered("Looking after declared " + name, connection, e);
        }
    }

    private void createMissing(JetStreamManagement jetStream, D declared, String name)
            throws IOException, JetStreamApiException {
        if (provision == Provision.VALIDATE) {
            throw new TopologyException(
                    "Declared " + name
                            + " does not exist; create it, or set nats.jetstream.provision to create or update",
                    name,
                    List.of(),
                    0,
                    null);
        }
        create(jetStream, declared);
        log.info("Created {}", name);
    }

    private void compare(JetStreamManagement jetStream, D declared, String name, JsonSerializable existing)
            throws IOException, JetStreamApiException {
        List<String> differences = ConfigurationDifference.between(configuration(declared), existing);
        if (differences.isEmpty()) {
            return;
        }
        String sentence = String.join("; ", differences);
        if (provision == Provision.UPDATE) {
            update(jetStream, declared);
            log.info("Updated {}: {}", name, sentence);
        } else if (provision == Provision.VALIDATE) {
            throw new TopologyException(
                    "Declared " + name + " is not as declared: " + sentence
                            + "; change it or the declaration, or set nats.jetstream.provision to update",
                    name,
                    differences,
                    0,
                    null);
        } else {
            log.warn(
                    "Declared {} exists and is left as it is, though not as declared: {}; nats.jetstream.provision=update"
                            + " would change it",
                    name,
                    sentence);
        }
    }
}
