package dev.natsbroker.broker.protocol;

import dev.natsbroker.broker.message.Message;

/**
 * Recognises PUB in the form in which clients send it, whole in the read buffer: {@code PUB subject [reply] size CRLF payload
 * CRLF} with single blanks. Everything else is left to the general way, which also finds the errors. This is the hottest code
 * of the broker: one pass over the line, no objects.
 */
final class CommonPublish {
    /** It is not of this form, or not whole. */
    static final int NOT_COMMON = -3;

    private static final int DIGITS_MAX = 9;
    private static final int VERB_LENGTH = 4;

    private final Message message = new Message();
    private int size;

    /** The message of the last successful call. */
    Message message() {
        return message;
    }

    /** Looks at the bytes from {@code at}, a {@code P}; returns the position behind the message or {@link #NOT_COMMON}. */
    int decode(byte[] bytes, int at, int to, int controlLineMax, int payloadMax) {
        int subjectStart = at + VERB_LENGTH;
        if (subjectStart >= to
                || (bytes[at + 1] | 0x20) != 'u'
                || (bytes[at + 2] | 0x20) != 'b'
                || bytes[at + 3] != ' ') {
            return NOT_COMMON;
        }
        int subjectEnd = tokenEnd(bytes, subjectStart, to);
        if (subjectEnd == to || subjectEnd == subjectStart || bytes[subjectEnd] != ' ') {
            return NOT_COMMON;
        }
        int second = subjectEnd + 1;
        int replyStart = 0;
        int replyLength = 0;
        int lineEnd = sizeEnd(bytes, second, to);
        if (lineEnd == NOT_COMMON) {
            int replyEnd = tokenEnd(bytes, second, to);
            if (replyEnd == to || replyEnd == second || bytes[replyEnd] != ' ') {
                return NOT_COMMON;
            }
            lineEnd = sizeEnd(bytes, replyEnd + 1, to);
            if (lineEnd == NOT_COMMON) {
                return NOT_COMMON;
            }
            replyStart = second;
            replyLength = replyEnd - second;
        }
        int payloadEnd = lineEnd + 2 + size;
        if (lineEnd - subjectStart > controlLineMax
                || size > payloadMax
                || payloadEnd + 2 > to
                || bytes[payloadEnd] != '\r'
                || bytes[payloadEnd + 1] != '\n') {
            return NOT_COMMON;
        }
        message.point(bytes, subjectStart, subjectEnd - subjectStart, replyStart, replyLength);
        message.body(lineEnd + 2, 0, size);
        message.tail(bytes, second, payloadEnd + 2 - second);
        return payloadEnd + 2;
    }

    /** The position of the first blank or control byte. */
    private static int tokenEnd(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to && (bytes[i] & 0xFF) > ' ') {
            i++;
        }
        return i;
    }

    /** Reads one to nine digits up to CRLF into {@link #size}; returns the position of the CR. */
    private int sizeEnd(byte[] bytes, int from, int to) {
        int value = 0;
        int i = from;
        int digit;
        while (i < to && (digit = bytes[i] - '0') >= 0 && digit <= 9) {
            value = value * 10 + digit;
            i++;
        }
        int digits = i - from;
        if (digits == 0 || digits > DIGITS_MAX || i + 1 >= to || bytes[i] != '\r' || bytes[i + 1] != '\n') {
            return NOT_COMMON;
        }
        size = value;
        return i;
    }
}
