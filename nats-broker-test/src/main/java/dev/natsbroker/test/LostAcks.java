package dev.natsbroker.test;

import dev.natsbroker.broker.message.Message;
import dev.natsbroker.broker.message.MessageOrigin;
import dev.natsbroker.broker.message.OutboundMessage;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The next acknowledgements of one stream to its publishers, or of one consumer's clients, which are to be lost. Thread-safe. */
final class LostAcks {
    private static final String ACK_PREFIX = "$JS.ACK.";
    /** {@code $JS.ACK.<domain>.<account hash>.<stream>.<consumer>.…} has at least so many tokens, the other form has nine. */
    private static final int SECOND_FORM_TOKENS = 11;

    private final String account;
    private final String stream;
    private final @Nullable String consumer;
    private final byte[] publishAckStart;
    private final AtomicInteger left;
    private final AtomicInteger lost = new AtomicInteger();

    /** @param consumer null for the acknowledgements of the stream to its publishers */
    LostAcks(String account, String stream, @Nullable String consumer, int count) {
        this.account = account;
        this.stream = stream;
        this.consumer = consumer;
        this.publishAckStart = ("{\"stream\":\"" + stream + "\",").getBytes(StandardCharsets.UTF_8);
        this.left = new AtomicInteger(count);
    }

    int lost() {
        return lost.get();
    }

    /** Takes what a client sends to JetStream, if it is one of those to be lost. */
    boolean takes(Message message) {
        return consumer != null && isAckOfConsumer(message, consumer) && isOfAccount(message) && takeOne();
    }

    private boolean isAckOfConsumer(Message message, String name) {
        String subject = text(message.buffer(), message.subjectOffset(), message.subjectLength());
        if (!subject.startsWith(ACK_PREFIX)) {
            return false;
        }
        String[] tokens = subject.split("\\.");
        int streamAt = tokens.length >= SECOND_FORM_TOKENS ? 4 : 2;
        return tokens.length > streamAt + 1
                && tokens[streamAt].equals(stream)
                && tokens[streamAt + 1].equals(name)
                && isPositive(message);
    }

    /** Acknowledgements proper: not those that ask for more time or for another delivery. */
    private static boolean isPositive(Message message) {
        int headers = message.headersLength();
        String body = text(message.buffer(), message.bodyOffset() + headers, message.bodyLength() - headers);
        return body.isEmpty() || body.startsWith("+ACK") || body.startsWith("+NXT");
    }

    private boolean isOfAccount(Message message) {
        MessageOrigin origin = message.origin();
        return origin != null && origin.describe().account().equals(account);
    }

    /** Takes what JetStream sends to a client, if it is one of those to be lost. */
    boolean takes(String publisherAccount, OutboundMessage message) {
        return consumer == null && publisherAccount.equals(account) && isPublishAck(message) && takeOne();
    }

    /** Stored messages may look like one, but are shown under another subject than that which they are sent to. */
    private boolean isPublishAck(OutboundMessage message) {
        Message view = message.view();
        int headers = view.headersLength();
        int length = view.bodyLength() - headers;
        if (message.head() != null || view.hasReply() || length < publishAckStart.length) {
            return false;
        }
        int offset = view.bodyOffset() + headers;
        return Arrays.equals(
                view.buffer(), offset, offset + publishAckStart.length, publishAckStart, 0, publishAckStart.length);
    }

    private boolean takeOne() {
        boolean taken = left.getAndUpdate(count -> Math.max(0, count - 1)) > 0;
        if (taken) {
            lost.incrementAndGet();
        }
        return taken;
    }

    private static String text(byte[] bytes, int offset, int length) {
        return new String(bytes, offset, length, StandardCharsets.UTF_8);
    }
}
