package dev.natsbroker.spring.listener.kv;

import dev.natsbroker.spring.core.NatsHeaders;
import dev.natsbroker.spring.kv.BucketEntry;
import dev.natsbroker.spring.listener.method.ListenerMessage;
import dev.natsbroker.spring.listener.method.SubjectPattern;
import io.nats.client.Message;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.messaging.handler.annotation.support.DestinationVariableMethodArgumentResolver;

/** A change of a bucket as handler methods see it; the payload is the value's bytes, none for a removed key. */
public final class BucketMessage extends ListenerMessage {
    private static final byte[] NONE = {};

    private final BucketEntry<byte[]> entry;
    private final @Nullable SubjectPattern pattern;

    BucketMessage(BucketEntry<byte[]> entry, @Nullable SubjectPattern pattern) {
        this.entry = entry;
        this.pattern = pattern;
    }

    /** The change. */
    public BucketEntry<byte[]> getEntry() {
        return entry;
    }

    @Override
    public @Nullable Message getNativeMessage() {
        return null;
    }

    @Override
    public String getSubject() {
        return entry.bucket() + "/" + entry.key();
    }

    @Override
    public @Nullable String getContentType() {
        return null;
    }

    @Override
    public byte[] getPayload() {
        byte[] value = entry.value();
        return value == null ? NONE : value;
    }

    @Override
    protected void collectHeaders(Map<String, Object> target) {
        target.put(NatsHeaders.BUCKET, entry.bucket());
        target.put(NatsHeaders.KEY, entry.key());
        target.put(NatsHeaders.REVISION, entry.revision());
        target.put(NatsHeaders.OPERATION, entry.operation());
        if (pattern != null) {
            target.put(
                    DestinationVariableMethodArgumentResolver.DESTINATION_TEMPLATE_VARIABLES_HEADER,
                    pattern.variablesOf(entry.key()));
        }
    }
}
