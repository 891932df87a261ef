package dev.natsbroker.broker.jetstream.api;

import dev.natsbroker.broker.message.DeliveryBatch;
import dev.natsbroker.broker.message.Message;
import dev.natsbroker.broker.message.MessageSink;
import dev.natsbroker.broker.message.Subscription;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Takes all subjects of the API but those of pulls and direct gets: streams and consumers listen to these by themselves, and if
 * nobody does, the requester hears that there are no responders. Thread-safe.
 */
final class ApiSink implements MessageSink {
    /** A head is {@code "HMSG subject "}. */
    private static final int SUBJECT_OFFSET = 5;

    private static final byte[] PULLS = bytes("$JS.API.CONSUMER.MSG.NEXT.");
    private static final byte[] DIRECT_GETS = bytes("$JS.API.DIRECT.GET.");

    private final MessageSink next;

    ApiSink(MessageSink next) {
        this.next = next;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public boolean deliver(Message message, byte[] head, Subscription subscription, DeliveryBatch batch) {
        return !begins(head, PULLS) && !begins(head, DIRECT_GETS) && next.deliver(message, head, subscription, batch);
    }

    private static boolean begins(byte[] head, byte[] prefix) {
        return head.length > SUBJECT_OFFSET + prefix.length
                && Arrays.equals(head, SUBJECT_OFFSET, SUBJECT_OFFSET + prefix.length, prefix, 0, prefix.length);
    }

    @Override
    public void flush(DeliveryBatch batch) {
        next.flush(batch);
    }
}
