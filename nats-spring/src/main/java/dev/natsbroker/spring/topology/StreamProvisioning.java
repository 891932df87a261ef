package dev.natsbroker.spring.topology;

import dev.natsbroker.spring.core.JetStreamFailures;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.JetStreamOptions;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.api.StreamInfo;
import io.nats.client.support.JsonParseException;
import java.io.IOException;
import java.time.Duration;
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
        return DeclaredFields.differences(declared, existing.getConfiguration());
    }

    @Override
    protected StreamInfo create(JetStreamManagement jetStream, StreamConfiguration declared)
            throws IOException, JetStreamApiException {
        return jetStream.addStream(declared);
    }

    @Override
    protected StreamInfo update(JetStreamManagement jetStream, StreamConfiguration declared, StreamInfo existing)
            throws IOException, JetStreamApiException {
        return jetStream.updateStream(updated(declared, existing.getConfiguration()));
    }

    private static StreamConfiguration updated(StreamConfiguration declared, StreamConfiguration existing) {
        try {
            StreamConfiguration updated = StreamConfiguration.instance(DeclaredFields.over(existing, declared));
            return fitWindow(updated, declared);
        } catch (JsonParseException e) {
            throw DeclaredFields.unreadable(e);
        }
    }

    /** The server sets a window for duplicates of its own, and refuses one that is longer than the age that is declared. */
    private static StreamConfiguration fitWindow(StreamConfiguration updated, StreamConfiguration declared) {
        Duration age = updated.getMaxAge();
        Duration window = updated.getDuplicateWindow();
        Duration declaredWindow = declared.getDuplicateWindow();
        boolean isServers = declaredWindow == null || declaredWindow.isZero();
        boolean isTooLong = window != null && !age.isZero() && window.compareTo(age) > 0;
        return isServers && isTooLong
                ? StreamConfiguration.builder(updated).duplicateWindow(age).build()
                : updated;
    }
}
