package dev.natsbroker.broker.connection;

import dev.natsbroker.broker.message.Message;
import dev.natsbroker.broker.message.Subscription;
import dev.natsbroker.broker.protocol.Arguments;
import dev.natsbroker.broker.subject.Subjects;
import java.nio.charset.StandardCharsets;

/**
 * The log of the protocol itself, with {@code -V}: {@code <<- [SUB foo 1]} for what comes in, {@code ->> [MSG foo 1 2]} for what
 * goes out, {@code <-> [DELSUB 1]} for a subscription that ended. Secrets are not shown. Costs one test per operation while it is
 * off.
 */
final class ProtocolTrace {
    private static final String IN = "<<- ";
    private static final String OUT = "->> ";
    private static final int LINE_END = 2;
    /** What ends a header block: the end of its last line and an empty line. */
    private static final int HEADERS_END = 4;

    private final ClientConnection connection;
    private final Clients clients;
    private boolean on;

    ProtocolTrace(ClientConnection connection, Clients clients) {
        this.connection = connection;
        this.clients = clients;
        this.on = clients.settings().trace();
    }

    void settingsChanged() {
        on = clients.settings().trace();
    }

    boolean isOn() {
        return on;
    }

    void in(String operation) {
        if (on) {
            write(IN + "[" + operation + "]");
        }
    }

    void connect(byte[] bytes, int offset, int length) {
        if (on) {
            write(IN + "[CONNECT " + Secrets.redact(text(bytes, offset, length)) + "]");
        }
    }

    /** An operation with its arguments as the client wrote them. */
    void in(String operation, Arguments arguments) {
        if (on) {
            int start = arguments.start(0);
            int last = arguments.count() - 1;
            int end = arguments.start(last) + arguments.length(last);
            write(IN + "[" + operation + " " + text(arguments.buffer(), start, end - start) + "]");
        }
    }

    void out(String operation) {
        if (on) {
            write(OUT + "[" + operation + "]");
        }
    }

    /** An {@code -ERR} line as it is sent, in quotes and with its line end; both are left out. */
    void outError(byte[] line) {
        if (on) {
            int start = "-ERR '".length();
            out("-ERR " + text(line, start, line.length - start - "'\r\n".length()));
        }
    }

    void subscriptionEnded(Subscription subscription) {
        if (on) {
            write("<-> [DELSUB " + text(subscription.sid()) + "]");
        }
    }

    /** The line of PUB or HPUB as the client wrote it; its message stands right behind. */
    void published(Message message) {
        if (on) {
            int start = message.subjectOffset();
            String verb = isHeaderVerb(message.buffer(), start) ? "HPUB " : "PUB ";
            String line = text(message.buffer(), start, message.bodyOffset() - start);
            write(IN + "[" + verb + withoutLineEnd(line) + "]");
        }
    }

    /** A message with an empty header block looks like one without, so the letters before its subject have to tell. */
    private static boolean isHeaderVerb(byte[] bytes, int subjectOffset) {
        int i = subjectOffset - 1;
        while (i > 0 && (bytes[i] == ' ' || bytes[i] == '\t')) {
            i--;
        }
        return i >= 3 && (bytes[i - 3] | 0x20) == 'h';
    }

    private static String withoutLineEnd(String line) {
        int end = line.endsWith("\r\n") ? line.length() - 2 : line.length() - 1;
        return line.substring(0, end);
    }

    /** A subject mapping took a message to another subject; {@code mapped} is empty if the message is lost. */
    void mapped(Message message, byte[] mapped) {
        if (on) {
            String from = text(message.buffer(), message.subjectOffset(), message.subjectLength());
            write(IN + "[MAPPING " + from + " -> " + text(mapped) + "]");
        }
    }

    /** Headers and payload of a message that was published. */
    void publishedBody(Message message) {
        if (on) {
            body(IN, message, true);
        }
    }

    /** A message that is on its way to this client. Called on publishers' threads. */
    void delivered(Message message, byte[] head, Subscription subscription, boolean withHeaders) {
        if (!on) {
            return;
        }
        boolean headers = withHeaders && message.headersLength() > 0;
        String verbAndSubject = headers ? text(head) : text(head, 1, head.length - 1);
        String rest = withHeaders || message.headersLength() == 0 ? restOfLine(message) : restWithoutHeaders(message);
        write(OUT + "[" + verbAndSubject + text(subscription.sid()) + " " + rest + "]");
        body(OUT, message, withHeaders);
    }

    /** Reply and sizes, as they stand before the body in what every receiver gets. */
    private static String restOfLine(Message message) {
        int length = message.tailLength() - LINE_END - message.bodyLength() - LINE_END;
        return text(message.tailBuffer(), message.tailOffset(), length);
    }

    private static String restWithoutHeaders(Message message) {
        String size = Integer.toString(message.bodyLength() - message.headersLength());
        return message.hasReply()
                ? text(message.buffer(), message.replyOffset(), message.replyLength()) + " " + size
                : size;
    }

    private void body(String direction, Message message, boolean withHeaders) {
        ClientSettings settings = clients.settings();
        int skipped = withHeaders ? 0 : message.headersLength();
        int length = message.bodyLength() - skipped;
        if (settings.traceHeaders()) {
            length = withHeaders ? message.headersLength() - HEADERS_END : 0;
        }
        if (length <= 0) {
            return;
        }
        int max = settings.maxTracedBytes();
        boolean cut = max > 0 && length > max;
        String quoted = Subjects.quote(message.buffer(), message.bodyOffset() + skipped, cut ? max : length);
        String shown = cut ? quoted.substring(0, quoted.length() - 1) + "...\"" : quoted;
        write(direction + "MSG_PAYLOAD: [" + shown + "]");
    }

    private static String text(byte[] bytes) {
        return text(bytes, 0, bytes.length);
    }

    private static String text(byte[] bytes, int offset, int length) {
        return new String(bytes, offset, length, StandardCharsets.UTF_8);
    }

    private void write(String text) {
        clients.log().trace(connection.label() + text);
    }
}
