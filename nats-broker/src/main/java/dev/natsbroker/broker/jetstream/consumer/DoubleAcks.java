package dev.natsbroker.broker.jetstream.consumer;

import dev.natsbroker.broker.jetstream.store.ConsumerStore;
import dev.natsbroker.broker.message.OutboundMessage;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Who wants to hear that an acknowledgement was taken: an empty message answers, as soon as what the acknowledgement changed is durable.
 * Owned by the lane.
 */
final class DoubleAcks {
    private static final byte[] NOTHING = {};

    private final ConsumerContext context;
    private final ConsumerStore consumerStore;
    private @Nullable Ascii replies;
    private int[] ends = new int[16];
    private int count;

    DoubleAcks(ConsumerContext context, ConsumerStore consumerStore) {
        this.context = context;
        this.consumerStore = consumerStore;
    }

    void add(byte[] reply, int offset, int length) {
        Ascii texts = replies;
        if (texts == null) {
            texts = new Ascii(1024);
            replies = texts;
        }
        texts.put(reply, offset, length);
        if (count == ends.length) {
            ends = Arrays.copyOf(ends, count * 2);
        }
        ends[count++] = texts.length();
    }

    /** Everything that was acknowledged so far is logged: answers when the log is durable. */
    void answer() {
        Ascii texts = replies;
        if (texts == null) {
            return;
        }
        int[] answered = Arrays.copyOf(ends, count);
        replies = null;
        count = 0;
        long position = consumerStore.position();
        if (position == 0) {
            send(texts, answered);
        } else {
            context.stream.lane().commits().await(position, () -> send(texts, answered));
        }
    }

    private void send(Ascii texts, int[] answered) {
        OutboundMessage message = context.host.outbound();
        int start = 0;
        for (int end : answered) {
            message.to(texts.bytes(), start, end - start).body(NOTHING, NOTHING);
            context.host.publisher().publish(message);
            start = end;
        }
    }
}
