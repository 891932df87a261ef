package dev.natsbroker.broker.jetstream.store.file;

import dev.natsbroker.broker.disk.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where the files of a stream lie.
 *
 * <pre>
 *   streams/NAME/stream.meta                     what the stream is; there from the moment it exists
 *                checkpoint                      what of the rest counts
 *                msgs/FIRST.seg                  records from sequence FIRST (20 digits) on
 *                msgs/FIRST.GENERATION.seg       the same after a compaction
 *                msgs/FIRST[.GENERATION].idx     index of a sealed segment; derived
 *                consumers/NAME.state            a consumer: configuration and snapshot
 *   streams/.deleted-ID                          a deleted stream that is being removed
 * </pre>
 *
 * @param directory the stream's directory
 */
record StreamFiles(Path directory) {
    private static final Pattern SEGMENT = Pattern.compile("(\\d{20})(?:\\.(\\d{1,9}))?\\.seg");
    private static final Pattern INDEX = Pattern.compile("(\\d{20})(?:\\.(\\d{1,9}))?\\.idx");
    private static final String TRASH = ".deleted-";
    private static final String STATE = ".state";

    /** The first sequence and the generation that a segment's name tells. */
    record SegmentName(long first, int generation) {}

    Path meta() {
        return directory.resolve("stream.meta");
    }

    Path checkpoint() {
        return directory.resolve("checkpoint");
    }

    Path messages() {
        return directory.resolve("msgs");
    }

    Path consumers() {
        return directory.resolve("consumers");
    }

    Path consumer(String name) {
        return consumers().resolve(StoreNames.encode(name) + STATE);
    }

    static boolean isConsumer(Path path) {
        return path.toString().endsWith(STATE);
    }

    Path segment(long first, int generation) {
        return messages().resolve(base(first, generation) + ".seg");
    }

    Path index(long first, int generation) {
        return messages().resolve(base(first, generation) + ".idx");
    }

    private static String base(long first, int generation) {
        String base = String.format(Locale.ROOT, "%020d", first);
        return generation == 0 ? base : base + "." + generation;
    }

    static @Nullable SegmentName segmentName(Path path) {
        return name(SEGMENT, path);
    }

    static @Nullable SegmentName indexName(Path path) {
        return name(INDEX, path);
    }

    private static @Nullable SegmentName name(Pattern pattern, Path path) {
        Matcher matcher = pattern.matcher(String.valueOf(path.getFileName()));
        if (!matcher.matches()) {
            return null;
        }
        try {
            String generation = matcher.group(2);
            return new SegmentName(
                    Long.parseLong(matcher.group(1)), generation == null ? 0 : Integer.parseInt(generation));
        } catch (NumberFormatException e) {
            return null; // 20 digits beyond a long: none of ours
        }
    }

    Path trash(long asset) {
        return directory.resolveSibling(TRASH + asset);
    }

    static boolean isTrash(Path path) {
        return String.valueOf(path.getFileName()).startsWith(TRASH);
    }

    /** Makes the names of all files survive a loss of power. */
    void sync(Disk disk) throws IOException {
        disk.syncDirectory(messages());
        disk.syncDirectory(consumers());
        disk.syncDirectory(directory());
    }
}
