package dev.natsbroker.spring.observation;

import dev.natsbroker.spring.observation.NatsObservation.HighCardinalityKey;
import dev.natsbroker.spring.observation.NatsObservation.LowCardinalityKey;
import io.micrometer.common.KeyValues;

/** Names and keys of the observations of messages that are sent, as {@link NatsObservation} lists them. */
public class DefaultSendObservationConvention implements SendObservationConvention {
    @Override
    public String getContextualName(SendContext context) {
        return context.getObservationKind().getOperation() + " " + context.getTemplate();
    }

    @Override
    public KeyValues getLowCardinalityKeyValues(SendContext context) {
        return KeyValues.of(
                LowCardinalityKey.SYSTEM.withValue("nats"),
                LowCardinalityKey.OPERATION.withValue(
                        context.getObservationKind().getOperation()),
                LowCardinalityKey.DESTINATION_TEMPLATE.withValue(context.getTemplate()),
                LowCardinalityKey.CONNECTION.withValue(context.getConnection()),
                LowCardinalityKey.LISTENER.withValue("none"));
    }

    @Override
    public KeyValues getHighCardinalityKeyValues(SendContext context) {
        return KeyValues.of(HighCardinalityKey.DESTINATION.withValue(context.getSubject()));
    }
}
