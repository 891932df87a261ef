package dev.natsbroker.spring.observation;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/** The observations of this library. Names of keys follow OpenTelemetry's conventions for messaging systems. */
public enum NatsObservation implements ObservationDocumentation {
    /** A message is published, to core NATS or to a stream. */
    PUBLISH("nats.publish", "publish", DefaultSendObservationConvention.class),

    /** A request is sent, until its reply is there. */
    REQUEST("nats.request", "request", DefaultSendObservationConvention.class),

    /** A listener handles a message, or a batch of them. */
    PROCESS("nats.process", "process", DefaultProcessObservationConvention.class);

    private final String observationName;
    private final String operation;
    private final Class<? extends ObservationConvention<? extends Observation.Context>> convention;

    NatsObservation(
            String observationName,
            String operation,
            Class<? extends ObservationConvention<? extends Observation.Context>> convention) {
        this.observationName = observationName;
        this.operation = operation;
        this.convention = convention;
    }

    /** Name of the observation, e.g. {@code nats.publish}. */
    @Override
    public String getName() {
        return observationName;
    }

    /** What is done, as a word: {@code publish}, {@code request} or {@code process}. */
    public String getOperation() {
        return operation;
    }

    @Override
    public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
        return convention;
    }

    @Override
    public KeyName[] getLowCardinalityKeyNames() {
        return LowCardinalityKey.values();
    }

    @Override
    public KeyName[] getHighCardinalityKeyNames() {
        return HighCardinalityKey.values();
    }

    /** Keys with few values. */
    public enum LowCardinalityKey implements KeyName {
        /** Always {@code nats}. */
        SYSTEM("messaging.system"),

        /** What is done: {@code publish}, {@code request} or {@code process}. */
        OPERATION("messaging.operation.name"),

        /** Pattern of the subject, never an inbox or a whole subject with ids in it. */
        DESTINATION_TEMPLATE("messaging.destination.template"),

        /** Name of the connection among those of the application. */
        CONNECTION("nats.connection"),

        /** Id of the listener; {@code none} when sending. */
        LISTENER("nats.listener");

        private final String key;

        LowCardinalityKey(String key) {
            this.key = key;
        }

        @Override
        public String asString() {
            return key;
        }
    }

    /** Keys with as many values as there are subjects. */
    public enum HighCardinalityKey implements KeyName {
        /** The subject. */
        DESTINATION("messaging.destination.name");

        private final String key;

        HighCardinalityKey(String key) {
            this.key = key;
        }

        @Override
        public String asString() {
            return key;
        }
    }
}
