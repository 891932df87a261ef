package dev.natsbroker.broker.config;

import java.util.ArrayDeque;
import java.util.Deque;

/** The path in front of the monitoring endpoints. */
final class BasePath {

    private BasePath() {}

    /** The path with one slash in front, none behind, and without empty, {@code .} and {@code ..} parts. */
    static String normalize(String path) {
        Deque<String> parts = new ArrayDeque<>();
        for (String part : path.split("/", -1)) {
            if (part.equals("..")) {
                parts.pollLast();
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.addLast(part);
            }
        }
        return "/" + String.join("/", parts);
    }
}
