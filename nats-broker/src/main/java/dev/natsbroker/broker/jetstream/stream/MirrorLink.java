package dev.natsbroker.broker.jetstream.stream;

import dev.natsbroker.broker.jetstream.model.ApiError;
import dev.natsbroker.broker.jetstream.model.ConsumerConfigBuilder;
import dev.natsbroker.broker.jetstream.model.DeliverPolicy;
import dev.natsbroker.broker.jetstream.model.JetStreamError;
import dev.natsbroker.broker.jetstream.model.ShortHash;
import dev.natsbroker.broker.jetstream.model.StreamSource;
import dev.natsbroker.broker.jetstream.store.StoreFullException;
import dev.natsbroker.broker.jetstream.store.StreamStore;
import dev.natsbroker.broker.message.Message;
import java.util.HashMap;
import java.util.Map;

/** Makes a stream the copy of another one: same sequences, same times; what the origin does not have is a gap here. Owned by the lane. */
final class MirrorLink extends OriginLink {
    private static final int API_LEVEL = 4;

    /** With less than this to come, the mirror answers direct gets for its origin. */
    private static final int CAUGHT_UP = 10;

    private final IncomingMessage incoming = new IncomingMessage();

    MirrorLink(Stream stream, StreamSource source) {
        super(stream, source);
    }

    @Override
    String consumerName() {
        return "JS_MIRROR_" + nameHash(stream);
    }

    /** The same for all consumers of one stream. */
    static String nameHash(Stream stream) {
        String domain = stream.host().domain();
        return ShortHash.of(
                stream.config().name() + ' ' + stream.host().account() + (domain == null ? "" : ' ' + domain));
    }

    /** Who is behind a consumer, for people that look at it. */
    static Map<String, String> metadata(Stream stream, String kind) {
        Map<String, String> metadata = new HashMap<>();
        metadata.put("_nats." + kind + ".stream", stream.config().name());
        metadata.put("_nats." + kind + ".acc", stream.host().account());
        String domain = stream.host().domain();
        if (domain != null) {
            metadata.put("_nats." + kind + ".domain", domain);
        }
        return metadata;
    }

    @Override
    OriginRequest request() {
        String deliver = OriginRequest.deliverSubject(source, "M", names);
        ConsumerConfigBuilder config =
                OriginRequest.consumer(source, consumerName(), deliver, metadata(stream, "mirror"));
        StreamStore store = stream.store();
        originSequence = store.lastSequence();
        boolean isNew = store.messages() == 0 && store.lastSequence() == 0;
        long start = isNew ? source.optStartSeq() : store.lastSequence() + 1;
        if (start != 0) {
            config.deliverPolicy(DeliverPolicy.BY_START_SEQUENCE).optStartSeq(start);
        } else if (isNew && source.optStartTime() != null) {
            config.deliverPolicy(DeliverPolicy.BY_START_TIME).optStartTime(source.optStartTime());
        } else {
            config.deliverPolicy(DeliverPolicy.ALL);
        }
        return new OriginRequest(source, config.build(), API_LEVEL, "");
    }

    @Override
    boolean connected(OriginAnswer answer, String identity) {
        StreamStore store = stream.store();
        long delivered = answer.deliveredSequence();
        if (delivered > store.lastSequence()) {
            try {
                store.skipTo(delivered, 0);
            } catch (StoreFullException e) {
                return false;
            }
            stream.commit().advanced(delivered);
        }
        originSequence = store.lastSequence();
        return true;
    }

    @Override
    boolean take(Message message, DeliveryReply delivery) {
        long sequence = delivery.streamSequence();
        long number = delivery.consumerSequence();
        if (sequence <= originSequence) {
            deliverySequence += number == deliverySequence + 1 ? 1 : 0;
            return true;
        }
        if (sequence != originSequence + 1 && number != deliverySequence + 1) {
            return false;
        }
        incoming.takeCopy(message);
        stripHeaders(incoming);
        transforms.apply(incoming.message(), stream.lane().random());
        try {
            stream.ingest().append(sequence, delivery.timeNanos(), incoming);
        } catch (StoreFullException e) {
            return false;
        }
        deliverySequence = number;
        originSequence = sequence;
        return true;
    }

    /** What the origin has checked is not checked again. */
    static void stripHeaders(IncomingMessage incoming) {
        PublishHeaders headers = incoming.headers();
        boolean any = headers.has(PublishHeader.BATCH_ID)
                || headers.has(PublishHeader.BATCH_SEQUENCE)
                || headers.has(PublishHeader.BATCH_COMMIT)
                || headers.has(PublishHeader.EXPECTED_STREAM)
                || headers.has(PublishHeader.EXPECTED_LAST_SEQUENCE)
                || headers.has(PublishHeader.EXPECTED_LAST_SUBJECT_SEQUENCE)
                || headers.has(PublishHeader.EXPECTED_LAST_SUBJECT_SEQUENCE_SUBJECT)
                || headers.has(PublishHeader.EXPECTED_LAST_MSG_ID);
        if (any) {
            incoming.rewrite(incoming.edit().removePrefix("Nats-Expected-").removePrefix("Nats-Batch-"));
        }
    }

    @Override
    void caughtUpTo(long pending) {
        if (pending < CAUGHT_UP) {
            stream.mirrorCaughtUp();
        }
    }

    @Override
    ApiError setupFailed(String reason) {
        return JetStreamError.MIRROR_CONSUMER_SETUP_FAILED.with(reason);
    }

    @Override
    ApiError requiresFlowControl() {
        return JetStreamError.MIRROR_CONSUMER_REQUIRES_ACK_FLOW_CONTROL.toError();
    }
}
