package dev.natsbroker.spring.topology;

import dev.natsbroker.spring.core.JetStreamFailures;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.JetStreamOptions;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.api.StreamInfo;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks after declared streams. */
public final class StreamProvisioning extends Provisioning<StreamConfiguration, StreamInfo> {
    /** Provisions by this connection. */
    public StreamProvisioning(Connection connection, JetStreamOptions options, Provision provision) {
        super(connection, options, provision, Wisher.DECLARATION);
    }

    /** The stream of this name as it is; null if it is missing. */
    public @Nullable StreamInfo find(String name) {
        return this.<@Nullable StreamInfo>ask("stream '" + name + "'", jetStream -> find(jetStream, name));
    }

    @Override
    protected String describe(StreamConfiguration declared) {
        return "stream '" + declared.getName() + "'";
    }

    @Override
    protected @Nullable StreamInfo find(JetStreamManagement jetStream, StreamConfiguration declared)
            throws IOException, JetStreamApiException {
        return find(jetStream, String.valueOf(declared.getName()));
    }

    private static @Nullable StreamInfo find(JetStreamManagement jetStream, String name)
            throws IOException, JetStreamApiException {
        try {
            return jetStream.getStreamInfo(name);
        } catch (JetStreamApiException e) {
            if (e.getApiErrorCode() == JetStreamFailures.STREAM_NOT_FOUND) {
                return null;
            }
            throw e;
        }
    }

    @Override
    protected List<Difference> differences(StreamConfiguration declared, StreamInfo existing) {
        return ConfigurationDifference.between(declared, existing.getConfiguration());
    }

    @Override
    protected StreamInfo create(JetStreamManagement jetStream, StreamConfiguration declared)
            throws IOException, JetStreamApiException {
        return jetStream.addStream(declared);
    }

    @Override
    protected StreamInfo update(JetStreamManagement jetStream, StreamConfiguration declared, StreamInfo existing)
            throws IOException, JetStreamApiException {
        return jetStream.updateStream(declared);
    }
}
