package dev.natsbroker.spring.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/** Names and keys of the observations of messages that are sent. A bean of this type replaces {@link DefaultSendObservationConvention}. */
public interface SendObservationConvention extends ObservationConvention<SendContext> {
    @Override
    default boolean supportsContext(Observation.Context context) {
        return context instanceof SendContext;
    }
}
