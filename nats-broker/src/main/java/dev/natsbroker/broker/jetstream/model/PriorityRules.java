package dev.natsbroker.broker.jetstream.model;

import static dev.natsbroker.broker.jetstream.model.Refusals.refuseIf;

import java.util.regex.Pattern;

/** How priority policy, groups and timeout of a consumer go together. */
final class PriorityRules {
    private static final Pattern GROUP_NAME = Pattern.compile("[a-zA-Z0-9/_=-]{1,16}");

    private PriorityRules() {}

    static void check(ConsumerConfig config) {
        if (config.priorityPolicy() == PriorityPolicy.NONE) {
            refuseIf(!config.priorityGroups().isEmpty(), JetStreamError.CONSUMER_PRIORITY_GROUP_WITH_POLICY_NONE);
            refuseIf(config.priorityTimeoutNanos() > 0, JetStreamError.CONSUMER_PINNED_TTL_WITHOUT_PRIORITY_POLICY);
            return;
        }
        refuseIf(config.isPush(), JetStreamError.CONSUMER_PUSH_WITH_PRIORITY_GROUP);
        refuseIf(config.priorityGroups().isEmpty(), JetStreamError.CONSUMER_PRIORITY_POLICY_WITHOUT_GROUP);
        for (String group : config.priorityGroups()) {
            refuseIf(group.isEmpty(), JetStreamError.CONSUMER_EMPTY_GROUP_NAME);
            refuseIf(!GROUP_NAME.matcher(group).matches(), JetStreamError.CONSUMER_INVALID_GROUP_NAME);
        }
    }
}
