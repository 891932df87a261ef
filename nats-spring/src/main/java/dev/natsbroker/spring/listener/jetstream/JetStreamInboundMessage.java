package dev.natsbroker.spring.listener.jetstream;

import dev.natsbroker.spring.core.NatsHeaders;
import dev.natsbroker.spring.listener.method.InboundMessage;
import dev.natsbroker.spring.listener.method.SubjectPattern;
import io.nats.client.Message;
import io.nats.client.impl.NatsJetStreamMetaData;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A message of a stream as handler methods see it. */
final class JetStreamInboundMessage extends InboundMessage {
    private final Ack ack;

    JetStreamInboundMessage(Message message, @Nullable SubjectPattern pattern, Ack ack) {
        super(message, pattern);
        this.ack = ack;
    }

    Ack ack() {
        return ack;
    }

    @Override
    protected void collectHeaders(Map<String, Object> target) {
        super.collectHeaders(target);
        // the reply subject is where acknowledgements go: not for replies
        target.remove(NatsHeaders.REPLY_TO);
        NatsJetStreamMetaData about = getNativeMessage().metaData();
        target.put(NatsHeaders.STREAM, about.getStream());
        target.put(NatsHeaders.CONSUMER, about.getConsumer());
        target.put(NatsHeaders.STREAM_SEQUENCE, about.streamSequence());
        target.put(NatsHeaders.DELIVERY, about.deliveredCount());
        target.put(NatsHeaders.TIMESTAMP, about.timestamp());
    }
}
