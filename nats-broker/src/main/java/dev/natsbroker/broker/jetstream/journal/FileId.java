package dev.natsbroker.broker.jetstream.journal;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What tells one use of a file from every other.
 *
 * @param generation never the same twice in a store
 * @param salt random, so that nobody can foretell it
 */
record FileId(long generation, long salt) {
    private static final Pattern NAME = Pattern.compile("([0-9a-f]{16})-([0-9a-f]{16})\\.[a-z]+");

    static @Nullable FileId parse(Path path) {
        Matcher name = NAME.matcher(String.valueOf(path.getFileName()));
        return name.matches()
                ? new FileId(Long.parseUnsignedLong(name.group(1), 16), Long.parseUnsignedLong(name.group(2), 16))
                : null;
    }

    String name(String suffix) {
        return String.format("%016x-%016x%s", generation, salt, suffix);
    }

    /** The header of a file with this identity. */
    ByteBuffer header() {
        ByteBuffer header = ByteBuffer.allocate(BlockFormat.FILE_HEADER_BYTES);
        header.putLong(0, BlockFormat.MAGIC);
        header.putInt(BlockFormat.FILE_VERSION, BlockFormat.VERSION);
        header.putLong(BlockFormat.FILE_GENERATION, generation);
        header.putLong(BlockFormat.FILE_SALT, salt);
        header.putInt(BlockFormat.FILE_CRC, checksum(header.array()));
        return header;
    }

    /** The checksum of a file header or checkpoint marker, whose own field counts as zero. */
    static int checksum(byte[] header) {
        byte[] used = Arrays.copyOf(header, BlockFormat.FILE_HEADER_USED);
        Arrays.fill(used, BlockFormat.FILE_CRC, BlockFormat.FILE_CRC + 4, (byte) 0);
        CRC32C crc = new CRC32C();
        crc.update(used, 0, used.length);
        return (int) crc.getValue();
    }
}
