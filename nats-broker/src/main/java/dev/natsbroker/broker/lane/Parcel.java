package dev.natsbroker.broker.lane;

import dev.natsbroker.broker.message.Message;
import dev.natsbroker.broker.message.MessageOrigin;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one read of one publishing thread brought for one lane. Filled by that thread, then run and emptied by the lane, then perhaps
 * filled again: ownership goes with the parcel.
 */
final class Parcel implements Runnable {
    private static final int FIRST_BYTES = 16 << 10;
    private static final int FIRST_MESSAGES = 64;
    /** A parcel that has grown beyond this is not kept. */
    static final int KEPT_BYTES_MAX = 1 << 20;

    private static final int FIELDS = 5;
    private static final int REFUSED = -1;

    private final LaneIntake intake;
    private final int publisher;
    private final Message view = new Message();
    private byte[] bytes = new byte[FIRST_BYTES];
    private int length;
    // Lists, see CONTRIBUTING.md: stores into arrays of an interface make the compiler begin anew.
    private final List<LaneReceiver> receivers = new ArrayList<>(FIRST_MESSAGES);
    private final List<@Nullable MessageOrigin> origins = new ArrayList<>(FIRST_MESSAGES);
    /** Per message: offset, subject, reply, headers (or {@link #REFUSED}) and body length. */
    private int[] fields = new int[FIRST_MESSAGES * FIELDS];

    private int count;

    Parcel(LaneIntake intake, int publisher) {
        this.intake = intake;
        this.publisher = publisher;
    }

    int publisher() {
        return publisher;
    }

    int bytes() {
        return length;
    }

    int count() {
        return count;
    }

    int capacity() {
        return bytes.length;
    }

    /** Adds a copy of {@code message}, published under the subject in {@code head} ({@code "HMSG subject "}). */
    void add(LaneReceiver receiver, Message message, byte[] head, boolean refuse) {
        int subjectLength = head.length - 6;
        int bodyLength = refuse ? 0 : message.bodyLength();
        ensure(subjectLength + message.replyLength() + bodyLength);
        int field = count * FIELDS;
        fields[field] = length;
        fields[field + 1] = subjectLength;
        fields[field + 2] = message.replyLength();
        fields[field + 3] = refuse ? REFUSED : message.headersLength();
        fields[field + 4] = bodyLength;
        receivers.add(receiver);
        origins.add(message.origin());
        count++;
        copy(head, 5, subjectLength);
        copy(message.buffer(), message.replyOffset(), message.replyLength());
        copy(message.buffer(), message.bodyOffset(), bodyLength);
    }

    private void copy(byte[] source, int offset, int size) {
        System.arraycopy(source, offset, bytes, length, size);
        length += size;
    }

    private void ensure(int room) {
        if (bytes.length - length < room) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + room));
        }
        if ((count + 1) * FIELDS > fields.length) {
            fields = Arrays.copyOf(fields, fields.length * 2);
        }
    }

    @Override
    public void run() {
        for (int i = 0; i < count; i++) {
            int field = i * FIELDS;
            int offset = fields[field];
            int subjectLength = fields[field + 1];
            int replyLength = fields[field + 2];
            boolean refused = fields[field + 3] == REFUSED;
            view.point(bytes, offset, subjectLength, offset + subjectLength, replyLength);
            view.body(offset + subjectLength + replyLength, refused ? 0 : fields[field + 3], fields[field + 4]);
            view.origin(origins.get(i));
            intake.hand(receivers.get(i), view, refused);
        }
        receivers.clear();
        origins.clear();
        int done = length;
        int messages = count;
        count = 0;
        length = 0;
        intake.emptied(this, done, messages);
    }
}
