package dev.natsbroker.broker.connection;

import dev.natsbroker.broker.auth.Permissions;
import dev.natsbroker.broker.message.Message;
import dev.natsbroker.broker.message.MessageOrigin;
import dev.natsbroker.broker.message.MessageSink;
import dev.natsbroker.broker.message.OriginInfo;
import dev.natsbroker.broker.message.Subscription;
import dev.natsbroker.broker.protocol.ConnectOptions;
import dev.natsbroker.broker.protocol.ControlLines;
import dev.natsbroker.broker.protocol.ProtocolError;
import dev.natsbroker.broker.routing.RouteCache;
import dev.natsbroker.broker.subject.MappingTable;
import dev.natsbroker.broker.subject.Subjects;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** PUB and HPUB of one client: checks, mappings, routing and the answer when nobody listens. Owned by the event loop. */
final class ClientPublisher implements MessageOrigin {
    private static final byte[] NO_SUBJECT = {};
    private static final byte[] GATEWAY_REPLY = ascii("_GR_.");
    private static final byte[] SERVICE_REPLY = ascii("_R_.");
    private static final byte[] JETSTREAM_ACK = ascii("$JS.ACK.");
    private static final byte[] RAFT_GROUP = ascii("$NRG.");

    private final ClientConnection connection;
    private final Login login;
    private final ProtocolTrace trace;
    private final LoopContext loop;
    private final LoopCounters counters;
    private boolean pedantic = true;
    private boolean noResponders;
    private @Nullable MessageSink skipped;

    ClientPublisher(ClientConnection connection, Login login, ProtocolTrace trace, LoopContext loop) {
        this.connection = connection;
        this.login = login;
        this.trace = trace;
        this.loop = loop;
        this.counters = loop.counters();
    }

    void configure(ConnectOptions options, boolean headers) {
        pedantic = options.pedantic();
        noResponders = options.noResponders() && headers;
        skipped = options.echo() ? null : connection;
    }

    void publish(Message message) {
        connection.countPublished(message.bodyLength());
        counters.inMessages++;
        counters.inBytes += message.bodyLength();
        message.origin(this);
        byte[] bytes = message.buffer();
        int offset = message.subjectOffset();
        int length = message.subjectLength();
        if (pedantic && !Subjects.isValidPublish(bytes, offset, length)) {
            connection.session().fail(ProtocolError.INVALID_PUBLISH_SUBJECT);
        }
        MappingTable mappings = login.account().mappings();
        if (mappings == null) {
            publish(message, bytes, offset, length);
            return;
        }
        byte[] mapped = mappings.map(bytes, offset, length);
        if (mapped == null) {
            dropped(message);
        } else if (mapped == MappingTable.UNCHANGED) {
            publish(message, bytes, offset, length);
        } else {
            trace.mapped(message, mapped);
            publish(message, mapped, 0, mapped.length);
        }
    }

    private void publish(Message message, byte[] subject, int offset, int length) {
        trace.publishedBody(message);
        if (!isAllowed(message, subject, offset, length)) {
            return;
        }
        connection.session().acknowledge();
        int taken = loop.router().publish(message, subject, offset, length, login.routes(), skipped);
        if (taken == 0 && noResponders && message.hasReply()) {
            answerNoResponders(message, subject, offset, length);
        }
    }

    private void dropped(Message message) {
        trace.mapped(message, NO_SUBJECT);
        trace.publishedBody(message);
        connection.session().acknowledge();
        if (noResponders && message.hasReply()) {
            answerNoResponders(message, NO_SUBJECT, 0, 0);
        }
    }

    private boolean isAllowed(Message message, byte[] subject, int offset, int length) {
        byte first = subject[offset];
        if ((first == '_' || first == '$') && isReserved(subject, offset, length)) {
            denySubject(subject, offset, length);
            return false;
        }
        Permissions permissions = login.permissions();
        if (permissions != null && !login.mayPublish(permissions, subject, offset, length)) {
            denySubject(subject, offset, length);
            return false;
        }
        if (message.hasReply() && isReservedReply(message)) {
            denyReply(message);
            return false;
        }
        return true;
    }

    private boolean isReserved(byte[] subject, int offset, int length) {
        return startsWith(subject, offset, length, GATEWAY_REPLY)
                || (startsWith(subject, offset, length, RAFT_GROUP)
                        && !login.account().isSystem());
    }

    private static boolean isReservedReply(Message message) {
        byte[] bytes = message.buffer();
        int offset = message.replyOffset();
        int length = message.replyLength();
        byte first = bytes[offset];
        if (first != '_' && first != '$') {
            return false;
        }
        return startsWith(bytes, offset, length, SERVICE_REPLY)
                || (length > JETSTREAM_ACK.length && startsWith(bytes, offset, length, JETSTREAM_ACK))
                || (length > GATEWAY_REPLY.length && startsWith(bytes, offset, length, GATEWAY_REPLY));
    }

    private void denySubject(byte[] subject, int offset, int length) {
        String quoted = Subjects.quote(Arrays.copyOfRange(subject, offset, offset + length));
        connection.session().deny(ControlLines.publishDenied(quoted), "Publish Violation - Subject " + quoted);
    }

    private void denyReply(Message message) {
        int offset = message.replyOffset();
        String quoted = Subjects.quote(Arrays.copyOfRange(message.buffer(), offset, offset + message.replyLength()));
        connection.session().deny(ControlLines.replyDenied(quoted), "Publish Violation - Reply " + quoted);
    }

    /** The status goes to a plain subscription of the requester itself, to one if several match. */
    private void answerNoResponders(Message request, byte[] subject, int offset, int length) {
        RouteCache routes = login.routes();
        Subscription inbox = loop.router()
                .plainSubscription(connection, request.buffer(), request.replyOffset(), request.replyLength(), routes);
        if (inbox != null) {
            connection.staged().appendNoResponders(request, inbox.sid(), subject, offset, length);
        }
    }

    @Override
    public OriginInfo describe() {
        return connection.snapshot(false).origin();
    }

    private static boolean startsWith(byte[] bytes, int offset, int length, byte[] prefix) {
        return length >= prefix.length
                && Arrays.equals(bytes, offset, offset + prefix.length, prefix, 0, prefix.length);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
