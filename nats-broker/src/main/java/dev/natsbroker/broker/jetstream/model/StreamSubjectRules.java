package dev.natsbroker.broker.jetstream.model;

import static dev.natsbroker.broker.jetstream.model.Refusals.refuseIf;

import dev.natsbroker.broker.subject.Subjects;
import java.util.List;

/** What a stream may capture. */
final class StreamSubjectRules {
    private static final List<String> API_SUBJECTS = List.of("$JS.>", "$JSC.>", "$NRG.>");

    private StreamSubjectRules() {}

    static StreamConfig checked(StreamConfig config) {
        if (config.subjects().isEmpty()) {
            boolean copies = config.mirror() != null || !config.sources().isEmpty();
            return copies
                    ? config
                    : config.toBuilder().subjects(List.of(config.name())).build();
        }
        for (int i = 0; i < config.subjects().size(); i++) {
            checkSubject(config, i);
        }
        return config;
    }

    private static void checkSubject(StreamConfig config, int index) {
        String subject = config.subjects().get(index);
        refuseIf(!Subjects.isValid(subject), "invalid subject");
        if (subject.equals(">")) {
            refuseIf(!config.noAck(), "capturing all subjects requires no-ack to be true");
            refuseIf(config.numReplicas() != 1, "capturing all subjects requires replicas of 1");
        }
        if (!config.noAck()) {
            checkServerSubjects(subject);
        }
        for (String later :
                config.subjects().subList(index + 1, config.subjects().size())) {
            if (Subjects.collides(later, subject)) {
                throw Refusals.invalidConfig("subject " + quoted(subject) + " overlaps with " + quoted(later));
            }
        }
    }

    /** An acknowledgement would answer the server's own requests. */
    private static void checkServerSubjects(String subject) {
        boolean isEvent = Subjects.covers("$JS.EVENT.>", subject);
        for (String api : API_SUBJECTS) {
            refuseIf(
                    !isEvent && Subjects.collides(subject, api),
                    "subjects that overlap with jetstream api require no-ack to be true");
        }
        refuseIf(
                Subjects.collides(subject, "$SYS.>") && !Subjects.covers("$SYS.ACCOUNT.>", subject),
                "subjects that overlap with system api require no-ack to be true");
    }

    private static String quoted(String subject) {
        return dev.natsbroker.broker.json.GoQuote.text(subject);
    }

    /** Whether any subject of one list can also be one of the other. */
    static boolean collide(List<String> some, List<String> others) {
        return some.stream().anyMatch(a -> others.stream().anyMatch(b -> Subjects.collides(a, b)));
    }
}
