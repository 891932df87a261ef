package dev.natsbroker.broker.jetstream.model;

import static dev.natsbroker.broker.jetstream.model.Refusals.refuseIf;

import dev.natsbroker.broker.json.GoQuote;
import dev.natsbroker.broker.subject.Subjects;
import java.util.ArrayList;
import java.util.List;

/** The prefixes under which origins of other accounts and domains are reached. */
final class ExternalRules {
    private static final String API_PREFIX = "$JS.API";

    private ExternalRules() {}

    static void check(StreamConfig config, StreamLookup streams) {
        List<String> subjects = new ArrayList<>();
        List<ExternalStream> externals = new ArrayList<>();
        for (StreamSource origin : StreamOriginRules.originsOf(config)) {
            ExternalStream external = origin.external();
            if (external != null) {
                externals.add(external);
            } else {
                StreamConfig stream = streams.find(origin.name());
                subjects.addAll(stream == null ? List.of() : stream.subjects());
            }
        }
        externals.forEach(external -> checkDeliverPrefix(external.deliverPrefix(), subjects));
        externals.forEach(external -> checkApiPrefix(external.apiPrefix()));
    }

    private static void checkDeliverPrefix(String prefix, List<String> subjects) {
        if (prefix.isEmpty()) {
            return;
        }
        if (!Subjects.isValid(prefix) || !Subjects.isLiteral(prefix)) {
            throw JetStreamError.STREAM_EXTERNAL_DELIVER_PREFIX_WILDCARD.toException(prefix);
        }
        for (String subject : subjects) {
            if (Subjects.collides(subject, prefix + '.' + subject)) {
                throw JetStreamError.STREAM_EXTERNAL_DELIVER_PREFIX_OVERLAPS.toException(prefix, subject);
            }
        }
    }

    private static void checkApiPrefix(String prefix) {
        if (prefix.isEmpty()) {
            return;
        }
        refuseIf(
                !Subjects.isValid(prefix) || !Subjects.isLiteral(prefix),
                "stream external api prefix " + GoQuote.text(prefix) + " must be a valid subject without wildcards");
        if (Subjects.collides(prefix, API_PREFIX)) {
            throw JetStreamError.STREAM_EXTERNAL_API_OVERLAP.toException(prefix, API_PREFIX);
        }
    }
}
