package dev.natsbroker.broker.disk;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Random;

/**
 * The content of a file, in sectors: as the operating system shows it, and as the device has it. A sector is shared by both until it
 * is written. Not thread-safe; the {@link SimulatedDisk} locks.
 */
final class SimulatedFile {
    static final int SECTOR_BYTES = 512;
    private static final byte[] BLANK = new byte[SECTOR_BYTES];

    private byte[][] cached = new byte[0][];
    private byte[][] durable = new byte[0][];
    private final BitSet dirty = new BitSet();
    private long size;
    private long durableSize;

    long size() {
        return size;
    }

    long durableSize() {
        return durableSize;
    }

    int sectors() {
        return sectorsOf(size);
    }

    static int sectorsOf(long size) {
        return (int) ((size + SECTOR_BYTES - 1) / SECTOR_BYTES);
    }

    void read(long position, byte[] target, int offset, int length) {
        for (int done = 0; done < length; ) {
            int sector = (int) ((position + done) / SECTOR_BYTES);
            int at = (int) ((position + done) % SECTOR_BYTES);
            int piece = Math.min(length - done, SECTOR_BYTES - at);
            System.arraycopy(cached[sector], at, target, offset + done, piece);
            done += piece;
        }
    }

    void write(long position, byte[] source, int offset, int length) {
        resize(Math.max(size, position + length));
        for (int done = 0; done < length; ) {
            int sector = (int) ((position + done) / SECTOR_BYTES);
            int at = (int) ((position + done) % SECTOR_BYTES);
            int piece = Math.min(length - done, SECTOR_BYTES - at);
            System.arraycopy(source, offset + done, ownSector(sector), at, piece);
            done += piece;
        }
    }

    private byte[] ownSector(int sector) {
        boolean shared = cached[sector] == BLANK || sector < durable.length && cached[sector] == durable[sector];
        if (shared) {
            cached[sector] = cached[sector].clone();
        }
        dirty.set(sector);
        return cached[sector];
    }

    void resize(long newSize) {
        int before = cached.length;
        int after = sectorsOf(newSize);
        if (after != before) {
            cached = Arrays.copyOf(cached, after);
            if (after > before) {
                Arrays.fill(cached, before, after, BLANK);
            } else {
                dirty.clear(after, before);
            }
        }
        int rest = (int) (newSize % SECTOR_BYTES);
        if (newSize < size && rest != 0) {
            Arrays.fill(ownSector(after - 1), rest, SECTOR_BYTES, (byte) 0);
        }
        size = newSize;
    }

    /** fdatasync. */
    void force() {
        resizeDurable();
        for (int i = dirty.nextSetBit(0); i >= 0; i = dirty.nextSetBit(i + 1)) {
            durable[i] = cached[i];
        }
        dirty.clear();
    }

    private void resizeDurable() {
        int before = durable.length;
        durable = Arrays.copyOf(durable, cached.length);
        if (cached.length > before) {
            Arrays.fill(durable, before, cached.length, BLANK);
        }
        durableSize = size;
    }

    /**
     * A force that failed, as Linux does it: the pages count as clean though the device does not have them. They can still be read
     * until the crash; no later force writes them.
     */
    void dropDirty() {
        resizeDurable();
        dirty.clear();
    }

    /** The same content, cached and on the device, to be changed on its own. */
    SimulatedFile copy() {
        SimulatedFile copy = new SimulatedFile();
        copy.cached = cached.clone();
        for (int i = 0; i < cached.length; i++) {
            boolean shared = cached[i] == BLANK || i < durable.length && cached[i] == durable[i];
            copy.cached[i] = shared ? cached[i] : cached[i].clone();
        }
        copy.durable = durable.clone();
        copy.dirty.or(dirty);
        copy.size = size;
        copy.durableSize = durableSize;
        return copy;
    }

    /** What the device has after a loss of power: of each sector that was not forced the old or the new content. */
    SimulatedFile afterCrash(Random random) {
        SimulatedFile survivor = new SimulatedFile();
        int mode = random.nextInt(4);
        long newSize = sizeAfterCrash(random, mode);
        int sectors = sectorsOf(newSize);
        int prefix = dirty.isEmpty() ? 0 : random.nextInt(dirty.length() + 1);
        survivor.durable = new byte[sectors][];
        for (int i = 0; i < sectors; i++) {
            boolean kept = dirty.get(i) && i < cached.length && isKept(random, mode, i, prefix);
            byte[] old = i < durable.length ? durable[i] : BLANK;
            survivor.durable[i] = kept ? cached[i].clone() : old;
        }
        survivor.durableSize = newSize;
        survivor.size = newSize;
        survivor.cached = survivor.durable.clone();
        return survivor;
    }

    private static boolean isKept(Random random, int mode, int sector, int prefix) {
        return switch (mode) {
            case 0 -> false;
            case 1 -> true;
            case 2 -> sector < prefix;
            default -> random.nextBoolean();
        };
    }

    private long sizeAfterCrash(Random random, int mode) {
        if (mode == 0 || size == durableSize) {
            return durableSize;
        }
        return mode == 1 || random.nextBoolean() ? size : Math.min(size, durableSize);
    }

    /** Flips a bit on the device and in the cache. */
    void flipBit(long bit) {
        int sector = (int) (bit / 8 / SECTOR_BYTES);
        int at = (int) (bit / 8 % SECTOR_BYTES);
        byte[] before = cached[sector];
        byte[] flipped = before.clone();
        flipped[at] ^= (byte) (1 << (bit % 8));
        cached[sector] = flipped;
        if (sector < durable.length) {
            if (durable[sector] == before) {
                durable[sector] = flipped;
            } else {
                durable[sector] = durable[sector].clone();
                durable[sector][at] ^= (byte) (1 << (bit % 8));
            }
        }
    }
}
