package dev.natsbroker.spring.listener.jetstream;

import dev.natsbroker.spring.core.NatsHeaders;
import io.nats.client.impl.Headers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A dead letter, or a part of one that is too large to be sent at once: the headers, which each part has, and a piece of the
 * payload.
 *
 * @param id by which the stream of dead letters sees that it has this part
 */
@SuppressWarnings("ArrayRecordComponent") // made to carry the payload, never compared
record DeadLetterPart(Headers headers, byte[] payload, String id) {
    /** Room for the id and the number of the part, which come to the headers. */
    private static final int ROOM = 100;

    /** What a stream takes (err_code 10097); a message that is stored has its headers within it. */
    private static final int HEADERS_MAX = 65_535;

    /** The letter in messages of at most {@code limit} bytes; one larger message if not even the headers fit. */
    static List<DeadLetterPart> of(DeadLetter letter, long limit) {
        byte[] payload = letter.payload();
        String id = letter.messageId();
        long room = (long) ROOM + id.length();
        Headers headers = letter.headersWithin(HEADERS_MAX - room);
        if (headers.serializedLength() + room + payload.length <= limit) {
            return List.of(new DeadLetterPart(headers, payload, id));
        }
        headers = letter.headersWithin(Math.min(HEADERS_MAX, limit / 2) - room);
        long size = limit - room - headers.serializedLength();
        if (size <= 0 || payload.length <= size) {
            return List.of(new DeadLetterPart(headers, payload, id));
        }
        return split(headers, payload, (int) size, id);
    }

    private static List<DeadLetterPart> split(Headers headers, byte[] payload, int size, String id) {
        int count = (payload.length - 1) / size + 1;
        List<DeadLetterPart> parts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String number = (i + 1) + "/" + count;
            Headers own = new Headers(headers);
            own.put(NatsHeaders.DEAD_LETTER_PART, number);
            byte[] piece = Arrays.copyOfRange(payload, i * size, Math.min(payload.length, (i + 1) * size));
            parts.add(new DeadLetterPart(own, piece, id + "." + number));
        }
        return parts;
    }
}
