package dev.natsbroker.broker.runtime;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * What went wrong with a file, in the words that operators know from nats-server: {@code open /etc/x: permission denied}. Java's
 * own messages often hold the name of the file and nothing else.
 */
public final class FileErrors {
    private FileErrors() {}

    /**
     * Describes a failure.
     *
     * @param operation what was tried: {@code open}, {@code remove}, {@code write}
     */
    public static String describe(String operation, Path file, IOException failure) {
        return operation + " " + file + ": " + reason(failure);
    }

    private static String reason(IOException failure) {
        if (failure instanceof NoSuchFileException) {
            return "no such file or directory";
        }
        if (failure instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (failure instanceof FileAlreadyExistsException) {
            return "file exists";
        }
        String text =
                failure instanceof FileSystemException fileFailure ? fileFailure.getReason() : failure.getMessage();
        return text == null ? failure.toString() : withSmallFirstLetter(text);
    }

    private static String withSmallFirstLetter(String text) {
        return text.isEmpty() ? text : text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
    }
}
