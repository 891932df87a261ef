package dev.natsbroker.broker.monitoring;

import dev.natsbroker.broker.json.GoJson;
import dev.natsbroker.broker.runtime.ServerLog;
import dev.natsbroker.broker.subject.Subjects;

/** Answers whether the server is well. Without JetStream that means: whether it accepts clients. */
final class HealthCheck {
    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;
    private static final int NOT_READY = 500;

    private final BrokerView view;
    private final ServerLog log;

    HealthCheck(BrokerView view, ServerLog log) {
        this.view = view;
        this.log = log;
    }

    Page check(Query query) {
        if (query.flag("js-enabled")) {
            log.warn("Healthcheck: js-enabled deprecated, use js-enabled-only instead");
        }
        query.flag("js-enabled-only");
        query.flag("js-server-only");
        query.flag("js-meta-only");
        boolean details = query.flag("details");
        if (isGiven(query, "stream") && !isGiven(query, "account")) {
            return incomplete("account", "stream", details);
        }
        if (isGiven(query, "consumer") && !isGiven(query, "stream")) {
            return incomplete("stream", "consumer", details);
        }
        if (!view.isRunning() || view.isLameDuck()) {
            return failed(NOT_READY, "CONNECTION", "failed to be ready for connections after 1ms: server", details);
        }
        return page(OK, Healthz.OK);
    }

    private static boolean isGiven(Query query, String name) {
        return !query.text(name).isEmpty();
    }

    private Page incomplete(String missing, String checked, boolean details) {
        String error = "\"" + missing + "\" must not be empty when checking " + checked + " health";
        return failed(BAD_REQUEST, "BAD_REQUEST", error, details);
    }

    private Page failed(int status, String type, String error, boolean details) {
        log.warn("Healthcheck failed: " + (details ? "1 errors" : Subjects.quote(error)));
        return page(status, Healthz.failed(type, error, details));
    }

    private static Page page(int status, Healthz healthz) {
        return new Page(status, Page.JSON, GoJson.compact(healthz));
    }
}
