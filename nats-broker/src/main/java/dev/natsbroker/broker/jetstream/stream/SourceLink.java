package dev.natsbroker.broker.jetstream.stream;

import dev.natsbroker.broker.jetstream.model.ApiError;
import dev.natsbroker.broker.jetstream.model.ConsumerConfigBuilder;
import dev.natsbroker.broker.jetstream.model.DeliverPolicy;
import dev.natsbroker.broker.jetstream.model.JetStreamError;
import dev.natsbroker.broker.jetstream.model.ShortHash;
import dev.natsbroker.broker.jetstream.model.StreamSource;
import dev.natsbroker.broker.jetstream.store.NewMessage;
import dev.natsbroker.broker.jetstream.store.StreamStore;
import dev.natsbroker.broker.message.Message;
import dev.natsbroker.broker.runtime.ServerLog;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * Gathers the messages of another stream: they get sequences and times of this one, and a header that says where they are from, by
 * which the link goes on after a restart (spec 3.9). Owned by the lane.
 */
final class SourceLink extends OriginLink {
    private static final int API_LEVEL = 5;

    private final String index;
    private final String header;
    private final String range;
    private final boolean isNamedTwice;
    private final IncomingMessage incoming = new IncomingMessage();
    private String identity = "";
    private boolean recreated;

    /** @param isNamedTwice whether the configuration has more sources of the same stream */
    SourceLink(Stream stream, StreamSource source, boolean isNamedTwice) {
        super(stream, source);
        this.index = SourceHeader.indexOf(source);
        this.header = SourceHeader.streamOf(source) + ' ';
        this.range = ' ' + SourceHeader.rangeOf(source) + ' ';
        this.isNamedTwice = isNamedTwice;
    }

    /** Which source of the configuration it is. */
    String index() {
        return index;
    }

    /** The link has come to what {@code stored} says, before the restart. */
    void resume(SourceHeader stored) {
        originSequence = stored.sequence();
        identity = stored.identity();
        recreated = false;
    }

    /** Whether a header of an old server, without filter, can be of this source. */
    boolean isOf(SourceHeader stored) {
        return stored.index().isEmpty()
                ? header.strip().equals(stored.stream()) || source.name().equals(stored.stream())
                : index.equals(stored.index());
    }

    @Override
    String consumerName() {
        String id = MirrorLink.nameHash(stream);
        return "JS_SRC_" + ShortHash.of(isNamedTwice ? id + ' ' + index : id);
    }

    @Override
    OriginRequest request() {
        String deliver = OriginRequest.deliverSubject(source, "S", names);
        ConsumerConfigBuilder config =
                OriginRequest.consumer(source, consumerName(), deliver, MirrorLink.metadata(stream, "src"));
        startAt(config.deliverPolicy(DeliverPolicy.ALL));
        return new OriginRequest(source, config.build(), API_LEVEL, identity);
    }

    private void startAt(ConsumerConfigBuilder config) {
        if (originSequence > 0) {
            config.deliverPolicy(DeliverPolicy.BY_START_SEQUENCE).optStartSeq(originSequence + 1);
            return;
        }
        if (source.optStartSeq() != 0) {
            config.deliverPolicy(DeliverPolicy.BY_START_SEQUENCE).optStartSeq(source.optStartSeq());
            return;
        }
        // Without a message that says how far it had come, time tells what must have been here already.
        StreamStore store = stream.store();
        Instant last = store.lastTimeNanos() == 0 ? null : Instant.ofEpochSecond(0, store.lastTimeNanos());
        Instant start = source.optStartTime();
        if (start != null) {
            config.deliverPolicy(DeliverPolicy.BY_START_TIME)
                    .optStartTime(last != null && start.isBefore(last) ? last : start);
        } else if (store.firstSequence() > 1 && last != null && !recreated) {
            config.deliverPolicy(DeliverPolicy.BY_START_TIME).optStartTime(last);
        }
    }

    @Override
    boolean connected(OriginAnswer answer, String newIdentity) {
        boolean isOther = !newIdentity.isEmpty() && !identity.isEmpty() && !identity.equals(newIdentity);
        if (recreated || isOther) {
            stream.lane()
                    .log()
                    .write(
                            ServerLog.Level.WARN,
                            "JetStream source stream \"" + source.name() + "\" for stream '"
                                    + stream.host().account() + " > "
                                    + stream.config().name() + "' was recreated, resetting source state");
            originSequence = 0;
        }
        identity = newIdentity;
        recreated = false;
        originSequence = Math.max(originSequence, answer.deliveredSequence());
        return true;
    }

    @Override
    boolean forgetOrigin() {
        identity = "";
        originSequence = 0;
        recreated = true;
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
        if (number != deliverySequence + 1) {
            return number <= deliverySequence;
        }
        if (!store(message, sequence)) {
            originSequence = sequence - 1; // that one has to come again
            return false;
        }
        deliverySequence = number;
        originSequence = sequence;
        return true;
    }

    private boolean store(Message message, long sequence) {
        incoming.takeCopy(message);
        NewMessage target = incoming.message();
        MirrorLink.stripHeaders(incoming);
        incoming.rewrite(incoming.edit()
                .remove(PublishHeader.STREAM_SOURCE.headerName())
                .add(PublishHeader.STREAM_SOURCE.headerName(), headerOf(target, sequence)));
        transforms.apply(target, stream.lane().random());
        Ingest ingest = stream.ingest();
        ingest.transform(incoming);
        if (ingest.check(incoming) != null) {
            return false;
        }
        if (incoming.duplicateOf() > 0) {
            return true;
        }
        long stored = ingest.isWanted(incoming) ? ingest.store(incoming) : ingest.skip(incoming);
        if (stored > 0) {
            ingest.acknowledge(stored, incoming);
        }
        return stored > 0;
    }

    private String headerOf(NewMessage target, long sequence) {
        String subject = new String(target.subject, target.subjectOffset, target.subjectLength, StandardCharsets.UTF_8);
        return header + sequence + range + subject + (identity.isEmpty() ? "" : ' ' + identity);
    }

    @Override
    ApiError setupFailed(String reason) {
        return JetStreamError.SOURCE_CONSUMER_SETUP_FAILED.with(reason);
    }

    @Override
    ApiError requiresFlowControl() {
        return JetStreamError.SOURCE_CONSUMER_REQUIRES_ACK_FLOW_CONTROL.toError();
    }
}
