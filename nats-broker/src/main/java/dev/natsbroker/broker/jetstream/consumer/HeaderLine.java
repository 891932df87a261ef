package dev.natsbroker.broker.jetstream.consumer;

import dev.natsbroker.broker.message.Message;
import dev.natsbroker.broker.subject.Subjects;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Finds a header of a message in place. Names are case-sensitive (spec, trap 1). */
final class HeaderLine {
    private HeaderLine() {}

    /**
     * The value of the first header with that name, without blanks around it, or null.
     *
     * @param name with the colon
     */
    static @Nullable String value(Message message, byte[] name) {
        byte[] bytes = message.buffer();
        int end = message.bodyOffset() + message.headersLength();
        for (int line = message.bodyOffset(); line + name.length < end; line++) {
            if (Subjects.equal(name, 0, bytes, line, name.length)) {
                int stop = lineEnd(bytes, line, end);
                return new String(bytes, line + name.length, stop - line - name.length, StandardCharsets.UTF_8).strip();
            }
            line = lineEnd(bytes, line, end);
        }
        return null;
    }

    private static int lineEnd(byte[] bytes, int start, int end) {
        int at = start;
        while (at < end && bytes[at] != '\n') {
            at++;
        }
        return at;
    }
}
