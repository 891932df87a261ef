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

    static final Healthz OK = new Healthz("ok", null, List.of());

    /** One of several errors; asked for with {@code details}. */
    record Problem(String type, String error) {}

    static Healthz failed(String type, String error, boolean details) {
        return details
                ? new Healthz(ERROR, null, List.of(new Problem(type, error)))
                : new Healthz(ERROR, error, List.of());
    }
}
