package dev.natsbroker.broker.events;

import tools.jackson.core.JsonGenerator;

/** Something that happened, as the account that owns it hears of it. Immutable. */
public interface Advisory {
    /** Where all advisories of JetStream go. */
    String PREFIX = "$JS.EVENT.ADVISORY.";

    /** What the types of JetStream's advisories begin with. */
    String TYPE_PREFIX = "io.nats.jetstream.advisory.v1.";

    /** The subject that it is published to. */
    String subject();

    /** The whole type. */
    String type();

    /** Writes the fields between the timestamp and the domain. */
    void writeFields(JsonGenerator json);
}
