package dev.natsbroker.spring.observation;

import dev.natsbroker.spring.observation.NatsObservation.HighCardinalityKey;
import dev.natsbroker.spring.observation.NatsObservation.LowCardinalityKey;
import io.micrometer.common.KeyValues;

/** Names and keys of the observations of messages that are handled, as {@link NatsObservation} lists them. */
public class DefaultProcessObservationConvention implements ProcessObservationConvention {
    @Override
    public String getName() {
        return NatsObservation.PROCESS.getName();
    }

    @Override
    public String getContextualName(ProcessContext context) {
        return NatsObservation.PROCESS.getOperation() + " " + context.getTemplate();
    }

    @Override
    public KeyValues getLowCardinalityKeyValues(ProcessContext context) {
        return KeyValues.of(
                LowCardinalityKey.SYSTEM.withValue("nats"),
                LowCardinalityKey.OPERATION.withValue(NatsObservation.PROCESS.getOperation()),
                LowCardinalityKey.DESTINATION_TEMPLATE.withValue(context.getTemplate()),
                LowCardinalityKey.CONNECTION.withValue(context.getConnection()),
                LowCardinalityKey.LISTENER.withValue(context.getListener()));
    }

    @Override
    public KeyValues getHighCardinalityKeyValues(ProcessContext context) {
        return KeyValues.of(HighCardinalityKey.DESTINATION.withValue(context.getSubject()));
    }
}
