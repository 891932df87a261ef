package dev.natsbroker.broker.protocol;

import dev.natsbroker.broker.message.Message;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Writes down what the decoder calls, one text for each call. Behaves like a client with headers. */
final class RecordedClient implements ClientOperations {
    private final List<String> calls = new ArrayList<>();
    private int maxPayload = 1 << 20;
    private boolean connectRequired;
    private boolean stopped;

    RecordedClient maxPayload(int bytes) {
        maxPayload = bytes;
        return this;
    }

    RecordedClient requireConnect() {
        connectRequired = true;
        return this;
    }

    List<String> calls() {
        return calls;
    }

    boolean isStopped() {
        return stopped;
    }

    @Override
    public int maxControlLine() {
        return 4096;
    }

    @Override
    public int maxPayload() {
        return maxPayload;
    }

    @Override
    public boolean connectRequired() {
        return connectRequired;
    }

    @Override
    public boolean headersSupported() {
        return true;
    }

    @Override
    public boolean isDecoding() {
        return !stopped;
    }

    @Override
    public void onConnect(byte[] bytes, int offset, int length) {
        calls.add("CONNECT <" + text(bytes, offset, length) + ">");
    }

    @Override
    public void onPublish(Message message) {
        byte[] buffer = message.buffer();
        String reply =
                message.hasReply() ? " reply <" + text(buffer, message.replyOffset(), message.replyLength()) + ">" : "";
        int payloadOffset = message.bodyOffset() + message.headersLength();
        int payloadLength = message.bodyLength() - message.headersLength();
        calls.add("PUB <" + text(buffer, message.subjectOffset(), message.subjectLength()) + ">" + reply + " headers <"
                + text(buffer, message.bodyOffset(), message.headersLength()) + "> payload <"
                + text(buffer, payloadOffset, payloadLength) + "> tail <"
                + text(message.tailBuffer(), message.tailOffset(), message.tailLength()) + ">");
    }

    @Override
    public void onSubscribe(Arguments arguments) {
        calls.add("SUB " + textOf(arguments));
    }

    @Override
    public void onUnsubscribe(Arguments arguments) {
        calls.add("UNSUB " + textOf(arguments));
    }

    @Override
    public void onPing() {
        calls.add("PING");
    }

    @Override
    public void onPong() {
        calls.add("PONG");
    }

    @Override
    public void onInfo(byte[] bytes, int offset, int length) {
        calls.add("INFO <" + text(bytes, offset, length) + ">");
    }

    @Override
    public void onClientError(byte[] bytes, int offset, int length) {
        calls.add("-ERR <" + text(bytes, offset, length) + ">");
        stopped = true;
    }

    @Override
    public void onViolation(ProtocolError error) {
        calls.add("violation " + error);
        stopped = true;
    }

    @Override
    public void onMalformed(String problem) {
        calls.add("malformed");
        stopped = true;
    }

    private static String textOf(Arguments arguments) {
        List<String> list = new ArrayList<>();
        for (int i = 0; i < arguments.count(); i++) {
            list.add(text(arguments.copy(i), 0, arguments.length(i)));
        }
        return list.toString();
    }

    private static String text(byte[] bytes, int offset, int length) {
        return new String(bytes, offset, length, StandardCharsets.ISO_8859_1);
    }
}
