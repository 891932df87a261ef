package dev.natsbroker.broker.jetstream.model;

import java.util.function.Predicate;

/** What of a consumer may be changed. An update replaces the whole configuration, except for {@code pause_until}. */
public final class ConsumerUpdateRules {
    private ConsumerUpdateRules() {}

    /**
     * The configuration after the update, or a refusal.
     *
     * @param request prepared by {@link ConsumerConfigRules#forCreate}
     * @param hasInterest whether anybody in the account listens to a subject
     */
    public static ConsumerConfig forUpdate(ConsumerConfig old, ConsumerConfig request, Predicate<String> hasInterest) {
        ConsumerConfig config =
                ApiLevel.stored(request.toBuilder().pauseUntil(old.pauseUntil()).build());
        if (config.equals(old)) {
            return config;
        }
        checkFixed(old, config);
        checkDelivery(old, config, hasInterest);
        refuseChange(old.maxWaiting() != config.maxWaiting(), "max waiting");
        ConsumerConfigRules.checkBackoffLength(config);
        return config;
    }

    private static void checkFixed(ConsumerConfig old, ConsumerConfig config) {
        refuseChange(old.deliverPolicy() != config.deliverPolicy(), "deliver policy");
        refuseChange(old.memoryStorage() != config.memoryStorage(), "storage type");
        refuseChange(old.direct() != config.direct(), "direct");
        refuseChange(old.sourcing() != config.sourcing(), "sourcing");
        refuseChange(old.optStartSeq() != config.optStartSeq(), "start sequence");
        refuseChange(!java.util.Objects.equals(old.optStartTime(), config.optStartTime()), "start time");
        refuseChange(old.ackPolicy() != config.ackPolicy(), "ack policy");
        refuseChange(old.replayPolicy() != config.replayPolicy(), "replay policy");
        refuseChange(old.idleHeartbeatNanos() != config.idleHeartbeatNanos(), "heart beats");
        refuseChange(old.flowControl() != config.flowControl(), "flow control");
    }

    private static void checkDelivery(ConsumerConfig old, ConsumerConfig config, Predicate<String> hasInterest) {
        if (old.deliverSubject().equals(config.deliverSubject())) {
            return;
        }
        refuse(!old.isPush(), "can not update pull consumer to push based");
        refuse(!config.isPush(), "can not update push consumer to pull based");
        if (hasInterest.test(old.deliverSubject())) {
            throw JetStreamError.CONSUMER_NAME_EXIST.toException();
        }
    }

    private static void refuseChange(boolean isChanged, String what) {
        refuse(isChanged, what + " can not be updated");
    }

    private static void refuse(boolean isWrong, String text) {
        if (isWrong) {
            throw JetStreamError.CONSUMER_CREATE.toException(text);
        }
    }
}
