package dev.natsbroker.broker.protocol;

import dev.natsbroker.broker.message.Message;
import org.jspecify.annotations.Nullable;

/** Reads the arguments of PUB and HPUB and shows the message behind them. Owned by the decoder; reuses one message. */
final class PublishDecoder {
    private static final int DIGITS_MAX = 9;
    private static final int INVALID = -1;

    private final Message message = new Message();
    private boolean hasReply;
    private int headersLength;
    private boolean hasEmptyHeaders;
    private int size;

    /** Reads {@code subject [reply] size}. Returns the problem for the log, or null. */
    @Nullable
    String read(ControlLine line) {
        Arguments arguments = line.arguments();
        int count = arguments.count();
        if (count != 2 && count != 3) {
            return "processPub Parse Error: wrong number of arguments";
        }
        hasReply = count == 3;
        headersLength = 0;
        hasEmptyHeaders = false;
        size = number(arguments, count - 1);
        return size == INVALID ? "processPub Bad or Missing Size" : null;
    }

    /** Reads {@code subject [reply] headers-size size}. Returns the problem for the log, or null. */
    @Nullable
    String readWithHeaders(ControlLine line) {
        Arguments arguments = line.arguments();
        int count = arguments.count();
        if (count != 3 && count != 4) {
            return "processHeaderPub Parse Error: wrong number of arguments";
        }
        hasReply = count == 4;
        headersLength = number(arguments, count - 2);
        hasEmptyHeaders = headersLength == 0;
        size = number(arguments, count - 1);
        if (headersLength == INVALID) {
            return "processHeaderPub Bad or Missing Header Size";
        }
        if (size == INVALID) {
            return "processHeaderPub Bad or Missing Total Size";
        }
        return headersLength > size ? "processHeaderPub Header Size larger then TotalSize" : null;
    }

    /** The size of headers and payload. */
    int size() {
        return size;
    }

    /** The message whose payload follows the line. Valid until the next call. */
    Message message(ControlLine line, byte[] bytes) {
        Arguments arguments = line.arguments();
        message.point(
                bytes,
                arguments.start(0),
                arguments.length(0),
                hasReply ? arguments.start(1) : 0,
                hasReply ? arguments.length(1) : 0);
        message.body(line.end(), headersLength, size);
        if (line.isCanonical() && !hasEmptyHeaders) {
            int start = arguments.start(1);
            message.tail(bytes, start, line.end() + size + 2 - start);
        } else {
            buildTail(arguments, line.end());
        }
        return message;
    }

    /** Writes the tail anew: single blanks, CRLF, and for an empty header block no header size. */
    private void buildTail(Arguments arguments, int bodyStart) {
        int count = arguments.count();
        int omittedIndex = hasEmptyHeaders ? count - 2 : -1;
        int length = size + 3; // the last blank makes room for CR; LF and the payload's CRLF come on top
        for (int i = 1; i < count; i++) {
            length += i == omittedIndex ? 0 : arguments.length(i) + 1;
        }
        byte[] tail = new byte[length];
        int at = 0;
        for (int i = 1; i < count; i++) {
            if (i != omittedIndex) {
                System.arraycopy(arguments.buffer(), arguments.start(i), tail, at, arguments.length(i));
                at += arguments.length(i);
                tail[at++] = ' ';
            }
        }
        tail[at - 1] = '\r';
        tail[at++] = '\n';
        System.arraycopy(arguments.buffer(), bodyStart, tail, at, size + 2);
        message.tail(tail, 0, tail.length);
    }

    /** One to nine digits, otherwise {@link #INVALID}. */
    private static int number(Arguments arguments, int index) {
        int length = arguments.length(index);
        if (length > DIGITS_MAX) {
            return INVALID;
        }
        byte[] bytes = arguments.buffer();
        int start = arguments.start(index);
        int value = 0;
        for (int i = start; i < start + length; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                return INVALID;
            }
            value = value * 10 + digit;
        }
        return value;
    }
}
