package dev.natsbroker.broker.connection;

import dev.natsbroker.broker.message.Message;
import dev.natsbroker.broker.message.Subscription;
import dev.natsbroker.broker.protocol.Arguments;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * The log of the protocol itself, with {@code -V}: {@code <<- [SUB foo 1]} for what comes in, {@code ->> [MSG foo 1 2]} for what
 * goes out. Secrets are not shown. Costs one test per operation while it is off.
 */
final class ProtocolTrace {
    private static final Pattern SECRETS =
            Pattern.compile("(\"(?:pass|auth_token|sig|nkey|jwt)\"\\s*:\\s*)\"(?:[^\"\\\\]|\\\\.)*\"");

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
            write("<<- [" + operation + "]");
        }
    }

    void in(String operation, byte[] bytes, int offset, int length) {
        if (on) {
            String text = new String(bytes, offset, length, StandardCharsets.UTF_8);
            write("<<- [" + operation + " " + SECRETS.matcher(text).replaceAll("$1\"[REDACTED]\"") + "]");
        }
    }

    void in(String operation, Arguments arguments) {
        if (on) {
            StringBuilder text = new StringBuilder("<<- [").append(operation);
            for (int i = 0; i < arguments.count(); i++) {
                text.append(' ').append(new String(arguments.copy(i), StandardCharsets.UTF_8));
            }
            write(text.append(']').toString());
        }
    }

    void out(String operation) {
        if (on) {
            write("->> [" + operation + "]");
        }
    }

    void published(Message message) {
        String verb = message.headersLength() > 0 ? "HPUB " : "PUB ";
        write("<<- [" + verb + subject(message) + replyAndSize(message) + "]");
        writeBody(message);
    }

    void delivered(Message message, byte[] head, Subscription subscription) {
        boolean headers = message.headersLength() > 0;
        String verbAndSubject =
                new String(head, headers ? 0 : 1, head.length - (headers ? 1 : 2), StandardCharsets.UTF_8);
        String sid = new String(subscription.sid(), StandardCharsets.UTF_8);
        write("->> [" + verbAndSubject + " " + sid + replyAndSize(message) + "]");
    }

    private static String subject(Message message) {
        return new String(message.buffer(), message.subjectOffset(), message.subjectLength(), StandardCharsets.UTF_8);
    }

    private static String replyAndSize(Message message) {
        StringBuilder text = new StringBuilder();
        if (message.hasReply()) {
            text.append(' ')
                    .append(new String(
                            message.buffer(), message.replyOffset(), message.replyLength(), StandardCharsets.UTF_8));
        }
        if (message.headersLength() > 0) {
            text.append(' ').append(message.headersLength());
        }
        return text.append(' ').append(message.bodyLength()).toString();
    }

    private void writeBody(Message message) {
        int start = message.bodyOffset();
        int length = message.bodyLength();
        if (message.headersLength() > 0 && clients.settings().traceHeaders()) {
            length = message.headersLength();
        }
        int max = clients.settings().maxTracedBytes();
        boolean cut = max > 0 && length > max;
        String text = new String(message.buffer(), start, cut ? max : length, StandardCharsets.UTF_8);
        write("<<- MSG_PAYLOAD: [\"" + text + (cut ? "..." : "") + "\"]");
    }

    private void write(String text) {
        clients.log().trace(connection.label() + text);
    }
}
