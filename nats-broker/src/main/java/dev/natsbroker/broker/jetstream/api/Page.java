package dev.natsbroker.broker.jetstream.api;

import dev.natsbroker.broker.json.JsonFields;
import dev.natsbroker.broker.json.JsonType;
import java.util.List;

/**
 * A part of a sorted list.
 *
 * @param items what is shown
 * @param total how many there are
 * @param offset where the part begins
 * @param limit how many a part may have
 */
record Page<T>(List<T> items, int total, int offset, int limit) {
    /** Names on one page. */
    static final int NAMES = 1024;
    /** Infos on one page. */
    static final int INFOS = 256;
    /** What a response has while it tells an error. */
    static final String ZERO = "\"total\":0,\"offset\":0,\"limit\":0";

    /** The page that begins at {@code offset}, moved into the list. */
    static <T> Page<T> of(List<T> all, long offset, int limit) {
        int start = (int) Math.max(0, Math.min(offset, all.size()));
        return new Page<>(all.subList(start, Math.min(all.size(), start + limit)), all.size(), start, limit);
    }

    /** The members that tell which page it is. */
    String members() {
        return "\"total\":" + total + ",\"offset\":" + offset + ",\"limit\":" + limit;
    }

    /** What a request for a page may say. Filled by the reader. */
    static final class Request {
        static final JsonFields<Request, Request> OF_STREAMS = JsonFields.<Request, Request>of("JSApiStreamsRequest")
                .field("offset", JsonType.INT, request -> request.offset, (request, value) -> request.offset = value)
                .optional(
                        "subject",
                        JsonType.TEXT,
                        request -> request.subject,
                        (request, value) -> request.subject = value)
                .build();

        static final JsonFields<Request, Request> OF_CONSUMERS = JsonFields.<Request, Request>of(
                        "JSApiConsumersRequest")
                .field("offset", JsonType.INT, request -> request.offset, (request, value) -> request.offset = value)
                .build();

        private long offset;
        private String subject = "";

        long offset() {
            return offset;
        }

        /** A filter for streams by subject, or empty. */
        String subject() {
            return subject;
        }
    }
}
