package dev.natsbroker.broker.monitoring;

import dev.natsbroker.broker.json.GoJson;
import java.nio.charset.StandardCharsets;

/** An answer of monitoring: what an HTTP response carries, without HTTP. Immutable. */
public final class Page {
    static final String JSON = "application/json";
    static final String TEXT = "text/plain; charset=utf-8";
    static final String HTML = "text/html; charset=utf-8";

    private static final int OK = 200;

    private final int status;
    private final String contentType;
    private final byte[] body;

    Page(int status, String contentType, byte[] body) {
        this.status = status;
        this.contentType = contentType;
        this.body = body;
    }

    static Page json(Object value) {
        return new Page(OK, JSON, GoJson.indented(value));
    }

    static Page text(int status, String text) {
        return new Page(status, TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    static Page html(String html) {
        return new Page(OK, HTML, html.getBytes(StandardCharsets.UTF_8));
    }

    /** The HTTP status code. */
    public int status() {
        return status;
    }

    /** The media type. */
    public String contentType() {
        return contentType;
    }

    /** The bytes; a copy. */
    public byte[] body() {
        return body.clone();
    }

    /** The number of bytes. */
    public int length() {
        return body.length;
    }
}
