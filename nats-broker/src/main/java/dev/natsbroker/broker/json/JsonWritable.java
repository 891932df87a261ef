package dev.natsbroker.broker.json;

import tools.jackson.core.JsonGenerator;

/** A value that knows its JSON. {@link GoJson} writes it as a whole document or as a part of any other value. */
public interface JsonWritable {
    /** Writes exactly one JSON value. */
    void writeTo(JsonGenerator json);
}
