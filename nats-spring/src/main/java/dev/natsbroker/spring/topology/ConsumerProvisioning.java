package dev.natsbroker.spring.topology;

import dev.natsbroker.spring.core.JetStreamFailures;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.support.JsonSerializable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Looks after declared consumers. */
final class ConsumerProvisioning extends Provisioning<ConsumerDeclaration> {
    ConsumerProvisioning(Connection connection, Provision provision) {
        super(connection, provision);
    }

    @Override
    String describe(ConsumerDeclaration declared) {
        return "consumer '" + declared.name() + "' of stream '" + declared.stream() + "'";
    }

    @Override
    JsonSerializable configuration(ConsumerDeclaration declared) {
        return declared.configuration();
    }

    @Override
    @Nullable
    JsonSerializable find(JetStreamManagement jetStream, ConsumerDeclaration declared)
            throws IOException, JetStreamApiException {
        try {
            return jetStream.getConsumerInfo(declared.stream(), declared.name()).getConsumerConfiguration();
        } catch (JetStreamApiException e) {
            if (e.getApiErrorCode() == JetStreamFailures.CONSUMER_NOT_FOUND) {
                return null;
            }
            throw e;
        }
    }

    @Override
    void create(JetStreamManagement jetStream, ConsumerDeclaration declared) throws IOException, JetStreamApiException {
        jetStream.createConsumer(declared.stream(), declared.configuration());
    }

    @Override
    void update(JetStreamManagement jetStream, ConsumerDeclaration declared) throws IOException, JetStreamApiException {
        jetStream.updateConsumer(declared.stream(), declared.configuration());
    }
}
