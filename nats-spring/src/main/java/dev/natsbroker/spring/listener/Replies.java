package dev.natsbroker.spring.listener;

import dev.natsbroker.spring.core.NatsHeaders;
import dev.natsbroker.spring.listener.method.InvalidMessageException;
import dev.natsbroker.spring.listener.method.SubjectPattern;
import dev.natsbroker.spring.support.OutboundMessage;
import dev.natsbroker.spring.support.converter.PayloadConverters;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.impl.Headers;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends what listeners return to whoever asked, or to the subjects of {@code @SendTo}. Thread-safe. */
final class Replies {
    private static final Logger log = LoggerFactory.getLogger(Replies.class);
    private static final int BAD_REQUEST = 400;
    private static final int INTERNAL_ERROR = 500;
    private static final int TIMED_OUT = 504;
    private static final int DESCRIPTION_LENGTH_MAX = 1000;
    private static final byte[] EMPTY = {};

    private final PayloadConverters converters;
    private final List<SubjectPattern> sendTo;

    Replies(PayloadConverters converters, List<SubjectPattern> sendTo) {
        this.converters = converters;
        this.sendTo = sendTo;
    }

    /** Sends a value for {@code message}, which {@code pattern} had matched. */
    void send(Connection connection, Message message, SubjectPattern pattern, Object value) {
        String replyTo = message.getReplyTo();
        if (replyTo == null && sendTo.isEmpty()) {
            log.debug("Nobody asked for the value returned for a message on '{}'", message.getSubject());
            return;
        }
        OutboundMessage reply = OutboundMessage.of(value, null, converters);
        if (replyTo != null) {
            publish(connection, replyTo, reply);
            return;
        }
        for (SubjectPattern target : sendTo) {
            String subject =
                    target.hasVariables() ? target.expand(pattern.variablesOf(message.getSubject())) : target.subject();
            publish(connection, subject, reply);
        }
    }

    private static void publish(Connection connection, String subject, OutboundMessage reply) {
        OutboundMessage.requireFits(connection, subject, reply.headers(), reply.body());
        connection.publish(subject, reply.headers(), reply.body());
    }

    /** Tells whoever asked that it failed (ADR-32); tells nobody if nobody asked. */
    void sendError(Connection connection, Message message, Throwable failure) {
        String replyTo = message.getReplyTo();
        if (replyTo != null) {
            Headers headers = new Headers();
            headers.put(NatsHeaders.SERVICE_ERROR, headerText(descriptionOf(failure)));
            headers.put(NatsHeaders.SERVICE_ERROR_CODE, Integer.toString(codeOf(failure)));
            connection.publish(replyTo, headers, EMPTY);
        }
    }

    static int codeOf(Throwable failure) {
        if (failure instanceof ErrorReplyException reply) {
            return reply.getCode();
        }
        if (failure instanceof InvalidMessageException) {
            return BAD_REQUEST;
        }
        return failure instanceof ListenerTimeoutException ? TIMED_OUT : INTERNAL_ERROR;
    }

    static String descriptionOf(Throwable failure) {
        if (failure instanceof ErrorReplyException reply) {
            return reply.getDescription();
        }
        String text = failure instanceof InvalidMessageException invalid ? invalid.getReason() : failure.getMessage();
        return text == null || text.isBlank() ? failure.getClass().getSimpleName() : text;
    }

    /** A header's value is one line of printable ASCII. */
    private static String headerText(String text) {
        String line = text.replaceAll(" *[^\\x20-\\x7e]+ *", " ").trim();
        return line.length() <= DESCRIPTION_LENGTH_MAX ? line : line.substring(0, DESCRIPTION_LENGTH_MAX);
    }
}
