package dev.natsbroker.broker.protocol;

import dev.natsbroker.broker.message.Message;

/**
 * Recognises the operations of the client protocol in the bytes of a read, in place and in one pass.
 *
 * <p>One decoder serves all connections of an event loop and belongs to its thread; what a connection has to keep between two
 * reads is in its {@link DecoderState}. Nothing is allocated for an operation that lies whole in the read buffer.
 *
 * <p>Grammar: <a href="https://docs.nats.io/reference/reference-protocols/nats-protocol">NATS client protocol</a>.
 */
public final class ClientDecoder {
    /** The operation goes on behind the last byte read. */
    private static final int INCOMPLETE = -1;
    /** The connection ends; nothing behind this operation is looked at. */
    private static final int STOP = -2;

    private final ControlLine line = new ControlLine();
    private final CommonPublish common = new CommonPublish();
    private final PublishDecoder publish = new PublishDecoder();
    /** The whole length of the operation that {@link #decodeOperation} found incomplete, or 0 if unknown. */
    private int incompleteLength;
    /** How many bytes of an incomplete operation have to be kept: padding behind PING is not. */
    private int incompleteKept;

    /**
     * Decodes {@code bytes[from, to)}, the next bytes of a connection.
     *
     * @return how many bytes were used; fewer than given only if the connection stopped decoding
     */
    public int decode(ClientOperations client, DecoderState state, byte[] bytes, int from, int to) {
        int position = state.isEmpty() ? from : completeKept(client, state, bytes, from, to);
        while (position < to && client.isDecoding()) {
            int next = decodeOperation(client, bytes, position, to);
            if (next == STOP) {
                return to - from;
            }
            if (next == INCOMPLETE) {
                state.append(bytes, position, Math.min(to - position, incompleteKept));
                state.frameLength(incompleteLength);
                return to - from;
            }
            position = next;
        }
        return position - from;
    }

    /** Adds bytes to a kept operation until it is whole. Returns the position behind it, or {@code to}. */
    private int completeKept(ClientOperations client, DecoderState state, byte[] bytes, int from, int to) {
        int position = from;
        while (position < to && client.isDecoding()) {
            int take = state.frameLength() > 0
                    ? Math.min(state.frameLength() - state.length(), to - position)
                    : ControlLine.lengthThroughLineEnd(bytes, position, to);
            state.append(bytes, position, take);
            position += take;
            if (state.length() < state.frameLength() - 1) {
                break; // one byte before the end it is looked at already: that byte must be a CR
            }
            int next = decodeOperation(client, state.bytes(), 0, state.length());
            if (next != INCOMPLETE) {
                state.clear();
                return next == STOP ? to : position;
            }
            state.frameLength(incompleteLength);
            state.truncate(incompleteKept);
        }
        return position;
    }

    /** Decodes the operation at {@code at}; returns the position behind it, {@link #INCOMPLETE} or {@link #STOP}. */
    private int decodeOperation(ClientOperations client, byte[] bytes, int at, int to) {
        incompleteLength = 0;
        incompleteKept = Integer.MAX_VALUE;
        int first = bytes[at] | 0x20;
        if (client.connectRequired() && first != 'c') {
            return violation(client, ProtocolError.AUTHORIZATION_VIOLATION);
        }
        if (first == 'p') {
            int next = common.decode(bytes, at, to, client.maxControlLine(), client.maxPayload());
            if (next != CommonPublish.NOT_COMMON) {
                client.onPublish(common.message());
                return next;
            }
        }
        return switch (first) {
            case 'p' -> decodeP(client, bytes, at, to);
            case 'h' -> decodeArguments(client, Verb.HPUB, bytes, at, to);
            case 's' -> decodeArguments(client, Verb.SUB, bytes, at, to);
            case 'u' -> decodeArguments(client, Verb.UNSUB, bytes, at, to);
            case 'c' -> decodeRest(client, Verb.CONNECT, bytes, at, to);
            case 'i' -> decodeRest(client, Verb.INFO, bytes, at, to);
            case '-' -> decodeError(client, bytes, at, to);
            case '+' -> decodePlain(client, Verb.OK, bytes, at, to);
            default -> violation(client, ProtocolError.UNKNOWN_OPERATION);
        };
    }

    private int decodeP(ClientOperations client, byte[] bytes, int at, int to) {
        if (at + 1 == to) {
            return INCOMPLETE;
        }
        return switch (bytes[at + 1] | 0x20) {
            case 'u' -> decodeArguments(client, Verb.PUB, bytes, at, to);
            case 'i' -> decodePlain(client, Verb.PING, bytes, at, to);
            case 'o' -> decodePlain(client, Verb.PONG, bytes, at, to);
            default -> violation(client, ProtocolError.UNKNOWN_OPERATION);
        };
    }

    /** PING, PONG and +OK: whatever follows the letters is ignored up to the line end. */
    private int decodePlain(ClientOperations client, Verb verb, byte[] bytes, int at, int to) {
        if (!verb.matches(bytes, at, to)) {
            return violation(client, ProtocolError.UNKNOWN_OPERATION);
        }
        int end = ControlLine.indexOfLineEnd(bytes, at, to);
        if (end < 0) {
            incompleteKept = verb.length();
            return INCOMPLETE;
        }
        switch (verb) {
            case PING -> client.onPing();
            case PONG -> client.onPong();
            default -> {} // +OK needs no answer
        }
        return end + 1;
    }

    /** -ERR is like CONNECT and INFO, but a blank must follow it. */
    private int decodeError(ClientOperations client, byte[] bytes, int at, int to) {
        int blank = at + Verb.ERR.length();
        if (blank < to && !ControlLine.isBlank(bytes[blank])) {
            return violation(client, ProtocolError.UNKNOWN_OPERATION);
        }
        return decodeRest(client, Verb.ERR, bytes, at, to);
    }

    /** CONNECT, INFO and -ERR: the rest of the line is one argument. */
    private int decodeRest(ClientOperations client, Verb verb, byte[] bytes, int at, int to) {
        if (!verb.matches(bytes, at, to)) {
            return violation(client, ProtocolError.UNKNOWN_OPERATION);
        }
        int start = Math.min(at + verb.length(), to);
        while (start < to && ControlLine.isBlank(bytes[start])) {
            start++;
        }
        int end = ControlLine.indexOfLineEnd(bytes, start, to);
        int argumentsEnd = ControlLine.withoutReturn(bytes, start, end < 0 ? to : end);
        if (argumentsEnd - start > client.maxControlLine()) {
            return violation(client, ProtocolError.MAX_CONTROL_LINE);
        }
        if (end < 0) {
            keepNoBlanks(verb, start == to);
            return INCOMPLETE;
        }
        switch (verb) {
            case CONNECT -> client.onConnect(bytes, start, argumentsEnd - start);
            case INFO -> client.onInfo(bytes, start, argumentsEnd - start);
            default -> client.onClientError(bytes, start, argumentsEnd - start);
        }
        return end + 1;
    }

    /** PUB, HPUB, SUB and UNSUB: a blank must follow the verb, then come the arguments. */
    private int decodeArguments(ClientOperations client, Verb verb, byte[] bytes, int at, int to) {
        if (!verb.matches(bytes, at, to)) {
            return violation(client, ProtocolError.UNKNOWN_OPERATION);
        }
        int start = at + verb.length();
        if (start >= to) {
            return INCOMPLETE;
        }
        if (!ControlLine.isBlank(bytes[start])) {
            return violation(client, ProtocolError.UNKNOWN_OPERATION);
        }
        boolean whole = line.scan(bytes, start, to);
        if (line.argumentsLength() > client.maxControlLine()) {
            return violation(client, ProtocolError.MAX_CONTROL_LINE);
        }
        if (!whole) {
            keepNoBlanks(verb, line.arguments().count() == 0);
            return INCOMPLETE;
        }
        return switch (verb) {
            case SUB -> subscribe(client);
            case UNSUB -> unsubscribe(client);
            default -> publish(client, verb, bytes, at, to);
        };
    }

    /** Blanks before the first argument do not count for the limit of a line, so they must not be kept either. */
    private void keepNoBlanks(Verb verb, boolean onlyBlanks) {
        if (onlyBlanks) {
            incompleteKept = verb.length() + 1;
        }
    }

    private int subscribe(ClientOperations client) {
        int count = line.arguments().count();
        if (count != 2 && count != 3) {
            return malformed(client, "processSub Parse Error: wrong number of arguments");
        }
        client.onSubscribe(line.arguments());
        return line.end();
    }

    private int unsubscribe(ClientOperations client) {
        int count = line.arguments().count();
        if (count != 1 && count != 2) {
            return malformed(client, "processUnsub Parse Error: wrong number of arguments");
        }
        client.onUnsubscribe(line.arguments());
        return line.end();
    }

    private int publish(ClientOperations client, Verb verb, byte[] bytes, int at, int to) {
        if (verb == Verb.HPUB && !client.headersSupported()) {
            return malformed(client, "message headers not supported");
        }
        String problem = verb == Verb.HPUB ? publish.readWithHeaders(line) : publish.read(line);
        if (problem != null) {
            return malformed(client, problem);
        }
        int size = publish.size();
        if (size > client.maxPayload()) {
            return violation(client, ProtocolError.MAX_PAYLOAD);
        }
        int payloadEnd = line.end() + size;
        if (payloadEnd + 2 > to) {
            if (payloadEnd < to && bytes[payloadEnd] != '\r') {
                return violation(client, ProtocolError.UNKNOWN_OPERATION);
            }
            incompleteLength = payloadEnd + 2 - at;
            return INCOMPLETE;
        }
        if (bytes[payloadEnd] != '\r' || bytes[payloadEnd + 1] != '\n') {
            return violation(client, ProtocolError.UNKNOWN_OPERATION);
        }
        Message message = publish.message(line, bytes);
        client.onPublish(message);
        return payloadEnd + 2;
    }

    private static int violation(ClientOperations client, ProtocolError error) {
        client.onViolation(error);
        return STOP;
    }

    private static int malformed(ClientOperations client, String problem) {
        client.onMalformed(problem);
        return STOP;
    }
}
