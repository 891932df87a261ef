package dev.natsbroker.broker.jetstream.store;

import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * A {@link ConsumerState} in bytes.
 *
 * <pre>
 * "NBC" version=1
 * delivered consumer, delivered stream, floor consumer, floor stream, skip until     varints
 * number of messages                                                                 varint
 * each, rising:  sequence - last one, consumer sequence (0: exhausted), deliveries   varints
 *                time, due                                                           8 bytes each
 * CRC-32C of all before                                                              4 bytes, high byte first
 * </pre>
 */
final class ConsumerSnapshot {
    private static final byte[] MAGIC = {'N', 'B', 'C', 1};
    private static final int CRC_LENGTH = 4;
    private static final int MESSAGE_LENGTH_MIN = 3 + 2 * Long.BYTES;
    private static final int MESSAGE_LENGTH_MAX = 3 * Varints.LENGTH_MAX + 2 * Long.BYTES;
    private static final int HEAD_LENGTH_MAX = MAGIC.length + 6 * Varints.LENGTH_MAX + CRC_LENGTH;
    private static final int FIELDS = 5;

    long deliveredConsumer;
    long deliveredStream;
    long floorConsumer;
    long floorStream;
    long skipUntil;
    /** Sequence, consumer sequence, deliveries, time and due of each message. */
    private long[] messages = {};

    private ConsumerSnapshot() {}

    /** Writes a snapshot, head first, then the messages with rising sequences. */
    static final class Writer {
        private final byte[] bytes;
        private final int count;
        private int at;
        private long last;

        Writer(int count) {
            this.count = count;
            this.bytes = new byte[HEAD_LENGTH_MAX + count * MESSAGE_LENGTH_MAX];
            System.arraycopy(MAGIC, 0, bytes, 0, MAGIC.length);
            this.at = MAGIC.length;
        }

        void head(long deliveredConsumer, long deliveredStream, long floorConsumer, long floorStream, long skipUntil) {
            at = Varints.put(deliveredConsumer, bytes, at);
            at = Varints.put(deliveredStream, bytes, at);
            at = Varints.put(floorConsumer, bytes, at);
            at = Varints.put(floorStream, bytes, at);
            at = Varints.put(skipUntil, bytes, at);
            at = Varints.put(count, bytes, at);
        }

        void message(long sequence, long consumerSequence, long deliveries, long time, long due) {
            at = Varints.put(sequence - last, bytes, at);
            at = Varints.put(consumerSequence, bytes, at);
            at = Varints.put(deliveries, bytes, at);
            at = putLong(time, bytes, at);
            at = putLong(due, bytes, at);
            last = sequence;
        }

        byte[] toBytes() {
            long crc = crc(bytes, at);
            for (int shift = 24; shift >= 0; shift -= 8) {
                bytes[at++] = (byte) (crc >>> shift);
            }
            return Arrays.copyOf(bytes, at);
        }
    }

    static byte[] write(ConsumerState state) {
        PendingMessages pending = state.pending();
        int[] entries = sorted(pending);
        Writer writer = new Writer(entries.length);
        writer.head(
                state.deliveredConsumer(),
                state.deliveredStream(),
                state.floorConsumer(),
                state.floorStream(),
                state.skipUntil());
        for (int entry : entries) {
            writer.message(
                    pending.sequence(entry),
                    pending.consumerSequence(entry),
                    pending.deliveries(entry),
                    pending.time(entry),
                    pending.due(entry));
        }
        return writer.toBytes();
    }

    private static int[] sorted(PendingMessages pending) {
        int[] entries = new int[pending.pendingCount() + pending.exhaustedCount()];
        int found = 0;
        long[] exhausted = new long[pending.exhaustedCount()];
        for (int entry = 0; entry < pending.limit(); entry++) {
            if (pending.isUsed(entry) && !pending.isPending(entry)) {
                exhausted[found++] = pending.sequence(entry);
            }
        }
        Arrays.sort(exhausted);
        int next = 0;
        int entry = pending.first();
        for (int i = 0; i < entries.length; i++) {
            boolean isExhausted = next < exhausted.length
                    && (entry == PendingMessages.NONE || exhausted[next] < pending.sequence(entry));
            if (isExhausted) {
                entries[i] = pending.find(exhausted[next++]);
            } else {
                entries[i] = entry;
                entry = pending.next(entry);
            }
        }
        return entries;
    }

    private static int putLong(long value, byte[] bytes, int offset) {
        int at = offset;
        for (int shift = 56; shift >= 0; shift -= 8) {
            bytes[at++] = (byte) (value >>> shift);
        }
        return at;
    }

    private static long crc(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return crc.getValue();
    }

    /** Reads and checks; throws IllegalArgumentException with the reason. */
    static ConsumerSnapshot read(byte[] bytes) {
        int end = bytes.length - CRC_LENGTH;
        if (end < MAGIC.length || !Arrays.equals(bytes, 0, 3, MAGIC, 0, 3)) {
            throw new IllegalArgumentException("No snapshot of a consumer");
        }
        if (bytes[3] != MAGIC[3]) {
            throw new IllegalArgumentException("Snapshot of a consumer of the unknown version " + bytes[3]);
        }
        long crc = new Varints.Reader(bytes, end - CRC_LENGTH, 2 * CRC_LENGTH).readLong() & 0xFFFF_FFFFL;
        if (crc != crc(bytes, end)) {
            throw new IllegalArgumentException("Snapshot of a consumer is damaged: its checksum is wrong");
        }
        ConsumerSnapshot read = new ConsumerSnapshot();
        read.read(new Varints.Reader(bytes, MAGIC.length, end - MAGIC.length));
        return read;
    }

    private void read(Varints.Reader in) {
        deliveredConsumer = in.read();
        deliveredStream = in.read();
        floorConsumer = in.read();
        floorStream = in.read();
        skipUntil = in.read();
        long count = in.read();
        require(
                floorConsumer <= deliveredConsumer && floorStream <= deliveredStream,
                "the floor is above the deliveries");
        require(count <= in.left() / MESSAGE_LENGTH_MIN, "it has too few bytes for " + count + " messages");
        messages = new long[(int) count * FIELDS];
        long lastConsumer = 0;
        long sequence = 0;
        for (int at = 0; at < messages.length; at += FIELDS) {
            long step = in.read();
            sequence += step;
            require(step > 0 && sequence > 0 && sequence <= deliveredStream, "sequences do not rise");
            messages[at] = sequence;
            messages[at + 1] = in.read();
            messages[at + 2] = in.read();
            messages[at + 3] = in.readLong();
            messages[at + 4] = in.readLong();
            require(messages[at + 2] > 0 && messages[at + 2] <= Integer.MAX_VALUE, "a message was never delivered");
            if (messages[at + 1] != 0) {
                require(
                        messages[at + 1] > lastConsumer && messages[at + 1] <= deliveredConsumer,
                        "consumer sequences do not rise");
                lastConsumer = messages[at + 1];
            }
        }
        require(!in.hasMore(), "it has too many bytes");
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException("Snapshot of a consumer is damaged: " + otherwise);
        }
    }

    /** Replaces all entries. */
    void fill(PendingMessages pending) {
        pending.clear();
        Integer[] byTime = new Integer[messages.length / FIELDS];
        Arrays.setAll(byTime, i -> i * FIELDS);
        for (int at = 0; at < messages.length; at += FIELDS) {
            pending.add(messages[at], messages[at + 1], messages[at + 3], (int) messages[at + 2]);
        }
        // Again in the order of time, which that of the wait lists has to be.
        Arrays.sort(byTime, (a, b) -> Long.compare(messages[a + 3], messages[b + 3]));
        for (int at : byTime) {
            int entry = pending.find(messages[at]);
            if (pending.isPending(entry)) {
                pending.progress(entry, messages[at + 3]);
                if (messages[at + 4] != 0) {
                    pending.delay(entry, messages[at + 4]);
                }
            }
        }
    }
}
