package dev.natsbroker.broker.protocol;

import java.nio.charset.StandardCharsets;

/** The control lines that the server sends. The arrays are shared and not to be changed. */
public final class ControlLines {
    /** {@code +OK}, for verbose clients. */
    public static final byte[] OK = bytes("+OK\r\n");
    /** {@code PING}. */
    public static final byte[] PING = bytes("PING\r\n");
    /** {@code PONG}. */
    public static final byte[] PONG = bytes("PONG\r\n");

    private ControlLines() {}

    /** {@code -ERR '<text>'}. */
    public static byte[] error(String text) {
        return bytes("-ERR '" + text + "'\r\n");
    }

    /** The error for a publish that permissions forbid; {@code quoted} is the subject in quotes. */
    public static byte[] publishDenied(String quoted) {
        return error("Permissions Violation for Publish to " + quoted);
    }

    /** The error for a message with a reply subject that clients may not use. */
    public static byte[] replyDenied(String quoted) {
        return error("Permissions Violation for Publish with Reply of " + quoted);
    }

    /** The error for a subscription that permissions forbid; {@code quotedQueue} is empty without a queue group. */
    public static byte[] subscribeDenied(String quoted, String quotedQueue) {
        return error("Permissions Violation for Subscription to " + quoted + usingQueue(quotedQueue));
    }

    /** The error for a subscription that was taken away because permissions changed. */
    public static byte[] subscriptionRemoved(String quoted, String quotedQueue, String quotedSid) {
        return error("Permissions Violation for Subscription to " + quoted + usingQueue(quotedQueue) + " (sid "
                + quotedSid + ")");
    }

    /** The error for a subscription with more tokens than {@code max_sub_tokens}. */
    public static byte[] tooManyTokens(String quoted) {
        return error("Permissions Violation for Subscription to " + quoted + ", too many tokens");
    }

    private static String usingQueue(String quotedQueue) {
        return quotedQueue.isEmpty() ? "" : " using queue " + quotedQueue;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
