package dev.natsbroker.broker.monitoring;

import dev.natsbroker.broker.json.OmitEmpty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The page {@code /healthz}, on one line. */
record Healthz(
        String status,
        @OmitEmpty @Nullable String error,
        @OmitEmpty List<Problem> errors) {
    private static final String ERROR = "error";
    private static final String UNAVAILABLE = "unavailable";

    static final Healthz OK = new Healthz("ok", null, List.of());

    /** One of several errors; asked for with {@code details}. */
    record Problem(
            String type,
            @OmitEmpty String account,
            @OmitEmpty String stream,
            @OmitEmpty String consumer,
            String error) {
        static Problem of(String type, String error) {
            return new Problem(type, "", "", "", error);
        }
    }

    /** JetStream is not as it should be. */
    static Healthz unavailable(List<Problem> problems, boolean details) {
        return details
                ? new Healthz(ERROR, null, problems)
                : new Healthz(UNAVAILABLE, problems.get(0).error(), List.of());
    }

    static Healthz failed(String type, String error, boolean details) {
        return details
                ? new Healthz(ERROR, null, List.of(Problem.of(type, error)))
                : new Healthz(ERROR, error, List.of());
    }
}
