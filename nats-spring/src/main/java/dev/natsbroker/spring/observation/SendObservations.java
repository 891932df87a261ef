package dev.natsbroker.spring.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.nats.client.impl.Headers;
import org.jspecify.annotations.Nullable;

/** Makes the observations of what one connection sends. Thread-safe. */
public final class SendObservations {
    /** Observes nothing. */
    public static final SendObservations NONE = new SendObservations(ObservationRegistry.NOOP, null, "");

    private static final SendObservationConvention DEFAULTS = new DefaultSendObservationConvention();
    private static final String INBOX = "_INBOX.";

    private final ObservationRegistry registry;
    private final @Nullable SendObservationConvention convention;
    private final String connection;

    /** Observations in {@code registry}, with the default convention if {@code convention} is null. */
    public SendObservations(
            ObservationRegistry registry, @Nullable SendObservationConvention convention, String connection) {
        this.registry = registry;
        this.convention = convention;
        this.connection = connection;
    }

    /** Whether nobody observes: callers then need not make headers for the trace. */
    public boolean isNoop() {
        return registry.isNoop();
    }

    /**
     * An observation that is not started yet.
     *
     * @param template pattern of the subject; null if there is none, then one is made of the subject's first token
     * @param headers headers of the message, to which tracing adds its own
     */
    public Observation of(NatsObservation kind, String subject, @Nullable String template, Headers headers) {
        String pattern = template == null ? patternOf(subject) : template;
        return kind.observation(
                convention, DEFAULTS, () -> new SendContext(kind, connection, subject, pattern, headers), registry);
    }

    private static String patternOf(String subject) {
        if (subject.startsWith(INBOX)) {
            return INBOX + ">";
        }
        int firstDot = subject.indexOf('.');
        return firstDot < 0 ? subject : subject.substring(0, firstDot) + ".>";
    }
}
