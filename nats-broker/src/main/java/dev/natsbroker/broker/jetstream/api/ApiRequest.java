package dev.natsbroker.broker.jetstream.api;

import dev.natsbroker.broker.events.ClientInfo;
import dev.natsbroker.broker.jetstream.meta.JetStreamAccount;
import dev.natsbroker.broker.jetstream.model.ApiLevel;
import dev.natsbroker.broker.jetstream.model.JetStreamError;
import dev.natsbroker.broker.json.GoJsonReader;
import dev.natsbroker.broker.json.JsonFields;
import dev.natsbroker.broker.message.Message;
import dev.natsbroker.broker.message.MessageOrigin;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One request, copied out of its message. Owned by the control lane; what it shows does not change. */
final class ApiRequest {

    static final String PREFIX = "$JS.API.";
    private static final String REQUIRED_LEVEL = "Nats-Required-Api-Level";

    private final ServedAccount served;
    private final String subject;
    private final String[] tokens;
    private final byte[] reply;
    private final byte[] headers;
    private final byte[] body;
    private final @Nullable MessageOrigin origin;

    ApiRequest(ServedAccount served, Message message) {
        byte[] bytes = message.buffer();
        int payload = message.bodyOffset() + message.headersLength();
        this.served = served;
        this.subject = new String(bytes, message.subjectOffset(), message.subjectLength(), StandardCharsets.UTF_8);
        this.tokens = subject.substring(PREFIX.length()).split("\\.", -1);
        this.reply = copy(bytes, message.replyOffset(), message.replyLength());
        this.headers = copy(bytes, message.bodyOffset(), message.headersLength());
        this.body = copy(bytes, payload, message.bodyLength() - message.headersLength());
        this.origin = message.origin();
    }

    private static byte[] copy(byte[] bytes, int offset, int length) {
        return Arrays.copyOfRange(bytes, offset, offset + length);
    }

    /** The account that asks, with the way to it. */
    ServedAccount served() {
        return served;
    }

    /** The account's streams; fails if it has no JetStream. */
    JetStreamAccount account() {
        JetStreamAccount account = served.account();
        if (account == null) {
            throw JetStreamError.NOT_ENABLED_FOR_ACCOUNT.toException();
        }
        return account;
    }

    /** The whole subject. */
    String subject() {
        return subject;
    }

    /** The subject behind {@code $JS.API.}. */
    String name() {
        return subject.substring(PREFIX.length());
    }

    /** A token behind {@code $JS.API.}, from 0. */
    String token(int index) {
        return tokens[index];
    }

    /** The number of tokens behind {@code $JS.API.}. */
    int tokenCount() {
        return tokens.length;
    }

    /** All tokens from {@code index} on. */
    String tokensFrom(int index) {
        return String.join(".", Arrays.asList(tokens).subList(index, tokens.length));
    }

    /** Where the answer goes; empty for nowhere. */
    byte[] reply() {
        return reply;
    }

    /** The body. */
    byte[] body() {
        return body;
    }

    /** Who asks, as advisories show it; null if it is not known. */
    @Nullable
    ClientInfo client() {
        return origin == null ? null : new ClientInfo(origin.describe(), served.serverName());
    }

    /** The value of a header, or null. */
    @Nullable
    String header(String name) {
        String block = new String(headers, StandardCharsets.ISO_8859_1);
        int at = block.indexOf("\r\n" + name + ':');
        if (at < 0) {
            return null;
        }
        int start = at + name.length() + 3;
        int end = block.indexOf("\r\n", start);
        String value = block.substring(start, end < 0 ? block.length() : end);
        return new String(value.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8).stripLeading();
    }

    /** Fails if the request needs a level that this server has not, or the account has no JetStream. */
    void guard() {
        requireLevel();
        account();
    }

    /** Fails if the request needs a level that this server has not. */
    void requireLevel() {
        String required = header(REQUIRED_LEVEL);
        if (required != null && !ApiLevel.isMet(required)) {
            throw JetStreamError.REQUIRED_API_LEVEL.toException();
        }
    }

    /** Reads the body, whatever it is. */
    <B> B read(JsonFields<?, B> fields, B target) {
        return GoJsonReader.read(body, served.unknownFields(), fields, target);
    }

    /** Reads the body leniently, as some requests do whatever the configuration says. */
    <B> B readLeniently(JsonFields<?, B> fields, B target) {
        return GoJsonReader.read(body, GoJsonReader.Unknown.IGNORE, fields, target);
    }

    /** Reads the body if it looks like JSON; any other text is ignored. */
    <B> B readIfJson(JsonFields<?, B> fields, B target) {
        return looksLikeJson() ? read(fields, target) : target;
    }

    private boolean looksLikeJson() {
        int i = 0;
        while (i < body.length && (body[i] == ' ' || body[i] == '\t' || body[i] == '\n' || body[i] == '\r')) {
            i++;
        }
        return i < body.length && (body[i] == '{' || body[i] == '[');
    }

    /** Whether the body is nothing: no bytes, or an object without members. */
    boolean isEmpty() {
        String text = new String(body, StandardCharsets.UTF_8);
        if (text.isEmpty()) {
            return true;
        }
        String stripped = text.strip();
        return stripped.startsWith("{")
                && stripped.endsWith("}")
                && stripped.substring(1, stripped.length() - 1).isBlank();
    }

    /** Fails unless the body is empty. */
    void requireEmpty() {
        if (!isEmpty()) {
            throw JetStreamError.NOT_EMPTY_REQUEST.toException();
        }
    }

    /** Fails if the body is empty. */
    void requireBody() {
        if (isEmpty()) {
            throw JetStreamError.BAD_REQUEST.toException();
        }
    }
}
