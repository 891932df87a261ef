package dev.natsbroker.broker.jetstream.meta;

import dev.natsbroker.broker.jetstream.model.ShortHash;
import dev.natsbroker.broker.lane.LaneIntake;
import dev.natsbroker.broker.lane.LaneReceiver;
import dev.natsbroker.broker.message.Message;
import dev.natsbroker.broker.message.OutboundMessage;
import dev.natsbroker.broker.message.Subscription;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Brings acknowledgements of the second form ({@code $JS.ACK.<domain>.<account hash>.<stream>.<consumer>.…}) to their consumers.
 * Consumers subscribe to the first form only, so that one subscription serves the second form of a whole account. Owned by the
 * control lane.
 */
final class AckDispatch implements LaneReceiver {
    private static final byte[] SID = {'0'};
    private static final int STREAM_TOKEN = 4;
    private static final int TOKENS_MIN = 11;

    private final JetStreamAccount account;

    AckDispatch(JetStreamAccount account) {
        this.account = account;
    }

    void subscribe(LaneIntake intake) {
        String subject = "$JS.ACK.*." + ShortHash.of(account.name()) + ".>";
        account.core()
                .interest()
                .add(new Subscription(intake.sinkOf(this), subject.getBytes(StandardCharsets.UTF_8), null, SID));
    }

    @Override
    public void receive(Message message) {
        String subject =
                new String(message.buffer(), message.subjectOffset(), message.subjectLength(), StandardCharsets.UTF_8);
        String[] tokens = subject.split("\\.");
        StreamEntry stream = tokens.length < TOKENS_MIN ? null : account.find(tokens[STREAM_TOKEN]);
        if (stream != null) {
            Message kept = copyOf(message);
            stream.ask(consumers -> {
                ConsumerAsset consumer = consumers.find(tokens[STREAM_TOKEN + 1]);
                if (consumer != null) {
                    consumer.receiveAck(kept);
                }
                return true;
            });
        }
    }

    private static Message copyOf(Message message) {
        byte[] bytes = message.buffer();
        int body = message.bodyOffset();
        int payload = body + message.headersLength();
        return new OutboundMessage()
                .to(bytes, message.subjectOffset(), message.subjectLength())
                .reply(bytes, message.replyOffset(), message.replyLength())
                .body(
                        Arrays.copyOfRange(bytes, body, payload),
                        Arrays.copyOfRange(bytes, payload, body + message.bodyLength()))
                .view();
    }
}
