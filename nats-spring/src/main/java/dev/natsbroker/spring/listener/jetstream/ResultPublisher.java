package dev.natsbroker.spring.listener.jetstream;

import dev.natsbroker.spring.listener.method.SubjectPattern;
import dev.natsbroker.spring.support.OutboundMessage;
import dev.natsbroker.spring.support.converter.PayloadConverters;
import io.nats.client.Message;
import io.nats.client.impl.NatsJetStreamMetaData;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes what handler methods return, with a message id made of where the message came from: when that is delivered again, a
 * stream keeps only one result. The calls block. Thread-safe.
 */
final class ResultPublisher {
    private static final Logger log = LoggerFactory.getLogger(ResultPublisher.class);

    private final PayloadConverters converters;
    private final List<SubjectPattern> targets;
    private final ConfirmedPublisher publisher;

    ResultPublisher(PayloadConverters converters, List<SubjectPattern> targets, ConfirmedPublisher publisher) {
        this.converters = converters;
        this.targets = targets;
        this.publisher = publisher;
    }

    void publish(Message source, @Nullable SubjectPattern pattern, Object value) {
        if (targets.isEmpty()) {
            log.debug("The value returned for a message on '{}' goes nowhere: no @SendTo", source.getSubject());
            return;
        }
        OutboundMessage result = OutboundMessage.of(value, null, converters);
        NatsJetStreamMetaData about = source.metaData();
        for (int i = 0; i < targets.size(); i++) {
            String id = about.getStream() + "." + about.getConsumer() + "." + about.streamSequence() + "." + i;
            publisher.publish(
                    source.getConnection(),
                    subject(targets.get(i), pattern, source),
                    result.headers(),
                    result.body(),
                    id);
        }
    }

    private static String subject(SubjectPattern target, @Nullable SubjectPattern pattern, Message source) {
        return target.hasVariables() && pattern != null
                ? target.expand(pattern.variablesOf(source.getSubject()))
                : target.subject();
    }
}
