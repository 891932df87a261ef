package dev.natsbroker.broker.jetstream.model;

import java.nio.charset.StandardCharsets;

/** What streams and consumers may be called. */
public final class Names {
    /** Longest name of a stream or durable, in bytes. */
    public static final int LENGTH_MAX = 255;

    private static final String FORBIDDEN = " \t\r\n\f.*>";
    private static final String PATH_SEPARATORS = "\\/";

    private Names() {}

    /** Whether a stream or consumer may have this name, whatever its length: not empty, one token, no path separators. */
    public static boolean isValid(String name) {
        return !name.isEmpty() && containsNone(name, FORBIDDEN) && !hasPathSeparator(name);
    }

    /** Whether it contains a slash or a backslash, for which the reference has an error of its own. */
    public static boolean hasPathSeparator(String name) {
        return !containsNone(name, PATH_SEPARATORS);
    }

    /** Whether a stream or a durable may not have it for its length. */
    public static boolean isTooLong(String name) {
        return lengthOf(name) > LENGTH_MAX;
    }

    /** In bytes, as all limits count. */
    static int lengthOf(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static boolean containsNone(String name, String forbidden) {
        return name.chars().noneMatch(c -> forbidden.indexOf(c) >= 0);
    }
}
