package dev.natsbroker.broker.jetstream.meta;

import dev.natsbroker.broker.disk.DiskFullException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** Says what an operator can do about a store that cannot be used. */
final class StoreTrouble {
    private StoreTrouble() {}

    /** The same failure with a text that tells what is wrong, where, and what to do; as it is if it does already. */
    static IOException explain(IOException cause, Path root) {
        if (cause instanceof DiskFullException) {
            return trouble(
                    root,
                    "the disk is full (" + cause.getMessage() + ")",
                    "make room, a few megabytes are enough, and start again; nothing is lost",
                    cause);
        }
        return cause instanceof FileSystemException failure ? explain(failure, root) : cause;
    }

    private static IOException explain(FileSystemException cause, Path root) {
        String file = cause.getFile() == null ? root.toString() : cause.getFile();
        String reason = String.valueOf(cause.getReason());
        if (cause instanceof FileAlreadyExistsException
                || cause instanceof NotDirectoryException
                || reason.contains("Not a directory")) {
            return trouble(
                    root,
                    file + " cannot be made, because there is a file in the place of a directory",
                    "move that file away, or choose another store_dir",
                    cause);
        }
        if (cause instanceof AccessDeniedException) {
            return trouble(
                    root,
                    "no permission to use " + file,
                    "let the user " + System.getProperty("user.name")
                            + " read and write there, or choose another store_dir",
                    cause);
        }
        if (reason.contains("Read-only file system")) {
            return trouble(
                    root,
                    file + " lies on a file system that can only be read",
                    "mount it writable, or choose another store_dir",
                    cause);
        }
        return trouble(root, cause.toString(), "mend that, or choose another store_dir", cause);
    }

    private static IOException trouble(Path root, String what, String advice, IOException cause) {
        return new IOException("JetStream cannot use its store " + root + ": " + what + ": " + advice, cause);
    }
}
