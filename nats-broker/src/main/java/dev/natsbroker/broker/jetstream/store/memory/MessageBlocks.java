package dev.natsbroker.broker.jetstream.store.memory;

import dev.natsbroker.broker.jetstream.store.NewMessage;
import dev.natsbroker.broker.jetstream.store.StoredMessage;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of messages, in blocks that grow from 4 KiB to 248 KiB; a large message has one of its own. A block goes when its last
 * message goes. One that is half dead is copied to the tail, unless it holds the oldest message: then it will soon be gone anyway.
 * A message's place is its block's number + 1 above 32 bits of offset; never 0.
 *
 * <pre>
 * record:  sequence (8) | time (8) | previous of the subject (8) | next of the subject (8) | size of headers (4) | size of payload (4)
 *          | size of subject (4) | subject | headers | payload
 * </pre>
 */
final class MessageBlocks {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());
    private static final int TIME = 8;
    private static final int PREVIOUS = 16;
    private static final int NEXT = 24;
    private static final int HEADERS = 32;
    private static final int PAYLOAD = 36;
    private static final int SUBJECT = 40;
    private static final int HEADER = 44;
    private static final int FIRST_BLOCK = 4 * 1024;
    /** Four fit into the smallest region of G1, and none is a humongous object, which would take a whole region. */
    private static final int BLOCK = 248 * 1024;

    private static final int LARGE = BLOCK / 4;

    /** Knows where messages are. */
    interface Places {
        /** The place of a message, 0 if it was removed. */
        long place(long sequence);

        /** Compaction moved a message. */
        void moved(long sequence, long place);

        /** The place of the oldest message, 0 if there is none. */
        long oldest();
    }

    private static final class Block {
        final byte[] bytes;
        int used;
        int live;

        Block(int capacity) {
            this.bytes = new byte[capacity];
        }

        int room() {
            return bytes.length - used;
        }
    }

    private final Places places;
    private @Nullable Block[] blocks = new Block[2];
    private int blockCount;
    private int[] freeNumbers = {};
    private int freeCount;
    private int tail = -1;

    MessageBlocks(Places places) {
        this.places = places;
    }

    /** Copies a message in and returns its place. */
    long put(NewMessage message, long previous) {
        long size = (long) HEADER + message.subjectLength + message.headersLength + message.payloadLength;
        long place = reserve(Math.toIntExact(size));
        byte[] bytes = block(place).bytes;
        int at = (int) place;
        LONGS.set(bytes, at, message.sequence);
        LONGS.set(bytes, at + TIME, message.timeNanos);
        LONGS.set(bytes, at + PREVIOUS, previous);
        LONGS.set(bytes, at + NEXT, 0L);
        INTS.set(bytes, at + HEADERS, message.headersLength);
        INTS.set(bytes, at + PAYLOAD, message.payloadLength);
        INTS.set(bytes, at + SUBJECT, message.subjectLength);
        int to = at + HEADER;
        System.arraycopy(message.subject, message.subjectOffset, bytes, to, message.subjectLength);
        to += message.subjectLength;
        System.arraycopy(message.headers, message.headersOffset, bytes, to, message.headersLength);
        to += message.headersLength;
        System.arraycopy(message.payload, message.payloadOffset, bytes, to, message.payloadLength);
        return place;
    }

    void show(long place, StoredMessage into) {
        byte[] bytes = block(place).bytes;
        int at = (int) place;
        into.point(
                bytes,
                (long) LONGS.get(bytes, at),
                (long) LONGS.get(bytes, at + TIME),
                at + HEADER,
                (int) INTS.get(bytes, at + SUBJECT),
                (int) INTS.get(bytes, at + HEADERS),
                (int) INTS.get(bytes, at + PAYLOAD));
    }

    long timeNanos(long place) {
        return (long) LONGS.get(block(place).bytes, (int) place + TIME);
    }

    long previous(long place) {
        return (long) LONGS.get(block(place).bytes, (int) place + PREVIOUS);
    }

    void previous(long place, long sequence) {
        LONGS.set(block(place).bytes, (int) place + PREVIOUS, sequence);
    }

    long next(long place) {
        return (long) LONGS.get(block(place).bytes, (int) place + NEXT);
    }

    void next(long place, long sequence) {
        LONGS.set(block(place).bytes, (int) place + NEXT, sequence);
    }

    /** Overwrites subject, headers and payload. */
    void erase(long place) {
        byte[] bytes = block(place).bytes;
        int at = (int) place;
        Arrays.fill(bytes, at + HEADER, at + size(bytes, at), (byte) 0);
    }

    /** Lets go of a message that {@link Places} knows no more; others may move meanwhile. */
    void remove(long place) {
        Block block = block(place);
        block.live -= size(block.bytes, (int) place);
        tidy(number(place));
    }

    long heldBytes() {
        long held = 0;
        for (Block block : blocks) {
            held += block == null ? 0 : block.bytes.length;
        }
        return held;
    }

    /** Lets go of all messages. */
    void clear() {
        blocks = new Block[2];
        blockCount = 0;
        freeNumbers = new int[0];
        freeCount = 0;
        tail = -1;
    }

    private void empty(int number, Block block) {
        if (number == tail) {
            block.used = 0;
            return;
        }
        blocks[number] = null;
        if (freeCount == freeNumbers.length) {
            freeNumbers = Arrays.copyOf(freeNumbers, Math.max(4, freeCount * 2));
        }
        freeNumbers[freeCount++] = number;
    }

    private void moveLiving(Block block) {
        for (int at = 0; at < block.used; ) {
            int size = size(block.bytes, at);
            long sequence = (long) LONGS.get(block.bytes, at);
            long known = places.place(sequence);
            if (known != 0 && (int) known == at && block(known) == block) {
                long target = reserve(size);
                System.arraycopy(block.bytes, at, block(target).bytes, (int) target, size);
                places.moved(sequence, target);
            }
            at += size;
        }
    }

    private long reserve(int size) {
        int number;
        if (size > LARGE) {
            number = newBlock(size);
        } else {
            while (tail < 0 || block(tail).room() < size) {
                renewTail(size);
            }
            number = tail;
        }
        Block block = block(number);
        int at = block.used;
        block.used += size;
        block.live += size;
        return (long) (number + 1) << 32 | at;
    }

    private void renewTail(int size) {
        int before = tail;
        int capacity = before < 0 ? FIRST_BLOCK : Math.min(BLOCK, block(before).bytes.length * 2);
        tail = newBlock(Math.max(capacity, size));
        if (before >= 0) {
            tidy(before);
        }
    }

    private void tidy(int number) {
        Block block = block(number);
        if (block.live == 0) {
            empty(number, block);
        } else if (number != tail && block.live < block.used >> 1 && number != number(places.oldest())) {
            moveLiving(block);
            empty(number, block);
        }
    }

    private int newBlock(int capacity) {
        int number = freeCount > 0 ? freeNumbers[--freeCount] : blockCount++;
        if (number == blocks.length) {
            blocks = Arrays.copyOf(blocks, number * 2);
        }
        blocks[number] = new Block(capacity);
        return number;
    }

    private Block block(long place) {
        return block(number(place));
    }

    @SuppressWarnings("NullAway") // a place is asked for only while its message is there, and its block as long
    private Block block(int number) {
        return blocks[number];
    }

    private static int number(long place) {
        return (int) (place >>> 32) - 1;
    }

    private static int size(byte[] bytes, int at) {
        return HEADER
                + (int) INTS.get(bytes, at + SUBJECT)
                + (int) INTS.get(bytes, at + HEADERS)
                + (int) INTS.get(bytes, at + PAYLOAD);
    }
}
