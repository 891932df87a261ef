package dev.natsbroker.broker.jetstream.model;

import static dev.natsbroker.broker.jetstream.model.Refusals.refuseIf;

import dev.natsbroker.broker.subject.Subjects;
import java.util.List;

/** What a consumer filters and where it begins. */
final class ConsumerStartRules {
    private ConsumerStartRules() {}

    static void check(ConsumerConfig config) {
        checkFilters(config);
        checkStart(config);
    }

    private static void checkFilters(ConsumerConfig config) {
        String only = config.filterSubject();
        refuseIf(
                !only.isEmpty() && !config.filterSubjects().isEmpty(),
                JetStreamError.CONSUMER_DUPLICATE_FILTER_SUBJECTS);
        refuseIf(!only.isEmpty() && !Subjects.isValid(only), "invalid subject");
        refuseIf(config.filterSubjects().contains(""), JetStreamError.CONSUMER_EMPTY_FILTER);
        List<String> filters = config.filters();
        for (int i = 0; i < filters.size(); i++) {
            refuseIf(!Subjects.isValid(filters.get(i)), "invalid subject");
            for (int j = 0; j < filters.size(); j++) {
                refuseIf(
                        i != j && Subjects.covers(filters.get(j), filters.get(i)),
                        JetStreamError.CONSUMER_OVERLAPPING_SUBJECT_FILTERS);
            }
        }
    }

    private static void checkStart(ConsumerConfig config) {
        String policy = config.deliverPolicy().wireName().replace('_', ' ');
        boolean hasSequence = config.optStartSeq() != 0;
        boolean hasTime = config.optStartTime() != null;
        switch (config.deliverPolicy()) {
            case BY_START_SEQUENCE -> {
                refuseMissing(!hasSequence, policy, "start sequence");
                refuseSet(hasTime, policy, "time");
            }
            case BY_START_TIME -> {
                refuseMissing(!hasTime, policy, "start time");
                refuseSet(hasSequence, policy, "start sequence");
            }
            default -> {
                refuseSet(hasSequence, policy, "sequence");
                refuseSet(hasTime, policy, "time");
                refuseMissing(
                        config.deliverPolicy() == DeliverPolicy.LAST_PER_SUBJECT
                                && config.filters().isEmpty(),
                        policy,
                        "filter subject");
            }
        }
    }

    private static void refuseSet(boolean isSet, String policy, String start) {
        if (isSet) {
            throw JetStreamError.CONSUMER_INVALID_POLICY.toException(
                    "consumer delivery policy is deliver " + policy + ", but optional start " + start + " is also set");
        }
    }

    private static void refuseMissing(boolean isMissing, String policy, String what) {
        if (isMissing) {
            throw JetStreamError.CONSUMER_INVALID_POLICY.toException(
                    "consumer delivery policy is deliver " + policy + ", but optional " + what + " is not set");
        }
    }
}
