package dev.natsbroker.spring.topology;

import dev.natsbroker.spring.core.JetStreamFailures;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.support.JsonSerializable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Looks after declared streams. */
final class StreamProvisioning extends Provisioning<StreamConfiguration> {
    StreamProvisioning(Connection connection, Provision provision) {
        super(connection, provision);
    }

    @Override
    String describe(StreamConfiguration declared) {
        return "stream '" + declared.getName() + "'";
    }

    @Override
    JsonSerializable configuration(StreamConfiguration declared) {
        return declared;
    }

    @Override
    @Nullable
    JsonSerializable find(JetStreamManagement jetStream, StreamConfiguration declared)
            throws IOException, JetStreamApiException {
        try {
            return jetStream.getStreamInfo(String.valueOf(declared.getName())).getConfiguration();
        } catch (JetStreamApiException e) {
            if (e.getApiErrorCode() == JetStreamFailures.STREAM_NOT_FOUND) {
                return null;
            }
            throw e;
        }
    }

    @Override
    void create(JetStreamManagement jetStream, StreamConfiguration declared) throws IOException, JetStreamApiException {
        jetStream.addStream(declared);
    }

    @Override
    void update(JetStreamManagement jetStream, StreamConfiguration declared) throws IOException, JetStreamApiException {
        jetStream.updateStream(declared);
    }
}
