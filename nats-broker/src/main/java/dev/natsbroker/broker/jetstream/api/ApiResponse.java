package dev.natsbroker.broker.jetstream.api;

import dev.natsbroker.broker.jetstream.model.ApiError;
import dev.natsbroker.broker.json.GoJson;
import dev.natsbroker.broker.json.JsonWritable;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * An answer.
 *
 * @param json the whole text; empty for requests that get no answer
 * @param headers a header block, or empty
 * @param isError whether it tells an error
 * @param isAudited whether it is counted and an advisory tells of it
 */
record ApiResponse(byte[] json, byte[] headers, boolean isError, boolean isAudited) {
    private static final byte[] NOTHING = {};

    /** What nobody is told. */
    static final ApiResponse SILENT = new ApiResponse(NOTHING, NOTHING, false, false);

    /** What the types of responses begin with. */
    static final String TYPE_PREFIX = "io.nats.jetstream.api.v1.";

    /** Begins a response of this type, without its prefix. */
    static Builder of(String type) {
        return new Builder(type);
    }

    /** The same answer with headers. */
    ApiResponse withHeaders(byte[] block) {
        return new ApiResponse(json, block, isError, isAudited);
    }

    /** The same answer, neither counted nor told of. */
    ApiResponse unaudited() {
        return new ApiResponse(json, headers, isError, false);
    }

    /** Writes a response, member by member. For one thread. */
    static final class Builder {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
        private boolean isError;

        private Builder(String type) {
            raw("{\"type\":\"" + TYPE_PREFIX + type + '"');
        }

        /** The member {@code error}. */
        Builder error(ApiError error) {
            isError = true;
            return member("error", error);
        }

        /** Members as they stand, e.g. {@code "total":0}; none if empty. */
        Builder members(String text) {
            return text.isEmpty() ? this : raw(',' + text);
        }

        /** A number. */
        Builder member(String name, long value) {
            return raw(",\"" + name + "\":" + value);
        }

        /** A truth value. */
        Builder member(String name, boolean value) {
            return raw(",\"" + name + "\":" + value);
        }

        /** Any value that has JSON. */
        Builder member(String name, Object value) {
            return raw(",\"" + name + "\":").put(GoJson.compact(value));
        }

        /** Any value, unless it is null. */
        Builder optional(String name, @Nullable Object value) {
            return value == null ? this : member(name, value);
        }

        /** All members of an object, as Go does with an embedded struct. */
        Builder inline(JsonWritable object) {
            byte[] json = GoJson.compact(object);
            if (json.length > 2) {
                out.write(',');
                out.write(json, 1, json.length - 2);
            }
            return this;
        }

        private Builder raw(String text) {
            return put(text.getBytes(StandardCharsets.UTF_8));
        }

        private Builder put(byte[] bytes) {
            out.write(bytes, 0, bytes.length);
            return this;
        }

        /** The response. */
        ApiResponse build() {
            out.write('}');
            return new ApiResponse(out.toByteArray(), NOTHING, isError, true);
        }
    }
}
