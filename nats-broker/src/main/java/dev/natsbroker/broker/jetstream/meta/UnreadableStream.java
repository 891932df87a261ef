package dev.natsbroker.broker.jetstream.meta;

import dev.natsbroker.broker.jetstream.store.file.StoreNames;
import java.nio.file.Path;

/**
 * A stored stream that could not be read, and is left as it is.
 *
 * @param account the account, as the folder tells
 * @param name the stream, as the folder tells
 * @param directory where it lies
 * @param problem why it cannot be read
 */
public record UnreadableStream(String account, String name, Path directory, String problem) {
    static UnreadableStream in(Path directory, String problem) {
        Path account =
                directory.getParent() == null ? null : directory.getParent().getParent();
        return new UnreadableStream(account == null ? "" : nameOf(account), nameOf(directory), directory, problem);
    }

    private static String nameOf(Path folder) {
        return StoreNames.decode(String.valueOf(folder.getFileName()));
    }
}
