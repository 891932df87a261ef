package dev.natsbroker.broker.monitoring;

import dev.natsbroker.broker.jetstream.meta.JetStream;
import dev.natsbroker.broker.jetstream.meta.JetStreamAccount;
import dev.natsbroker.broker.jetstream.meta.StreamConsumers;
import dev.natsbroker.broker.jetstream.meta.StreamEntry;
import dev.natsbroker.broker.json.GoJson;
import dev.natsbroker.broker.runtime.ServerLog;
import dev.natsbroker.broker.subject.Subjects;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answers whether the server is well: whether it accepts clients, and whether JetStream serves all that is stored and takes writes.
 * What a client has done wrong, and what is full by its own limits, is no matter of health.
 */
final class HealthCheck {
    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final int NOT_READY = 500;
    private static final int UNAVAILABLE = 503;

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
        boolean enabledOnly = query.flag("js-enabled") | query.flag("js-enabled-only");
        boolean serverOnly = query.flag("js-server-only");
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
        JetStreamView jetStream = view.jetStream();
        return jetStream == null
                ? page(OK, Healthz.OK)
                : check(jetStream.engine(), enabledOnly || serverOnly, Asset.of(query), details);
    }

    /** What is asked for in particular; empty for all. */
    private record Asset(String account, String stream, String consumer) {
        static Asset of(Query query) {
            return new Asset(query.text("account"), query.text("stream"), query.text("consumer"));
        }

        boolean includes(String itsAccount, String itsStream) {
            return (account.isEmpty() || account.equals(itsAccount)) && (stream.isEmpty() || stream.equals(itsStream));
        }
    }

    private Page check(JetStream engine, boolean serverOnly, Asset asset, boolean details) {
        LaneInquiry inquiry = new LaneInquiry();
        List<JetStreamProblem> problems = new ArrayList<>(
                JetStreamProblems.ofServer(engine, inquiry.lanes(engine).values()));
        if (!serverOnly) {
            List<JetStreamProblem> unreadable = JetStreamProblems.unreadable(engine, asset::includes);
            Healthz.Problem missing = unreadable.isEmpty() ? missing(engine, asset) : null;
            if (missing != null) {
                return unavailable(NOT_FOUND, List.of(missing), details);
            }
            problems.addAll(unreadable);
            problems.addAll(ofStreams(engine, inquiry, asset));
        }
        inquiry.silentLanes().forEach(lane -> problems.add(JetStreamProblems.silent(lane)));
        return problems.isEmpty()
                ? page(OK, Healthz.OK)
                : unavailable(
                        UNAVAILABLE, problems.stream().map(HealthCheck::shown).toList(), details);
    }

    private static Healthz.Problem shown(JetStreamProblem problem) {
        return new Healthz.Problem(problem.type(), problem.account(), problem.stream(), "", problem.error());
    }

    private static List<JetStreamProblem> ofStreams(JetStream engine, LaneInquiry inquiry, Asset asset) {
        List<StreamEntry> streams = JetStreamProblems.allStreams(engine).stream()
                .filter(entry -> asset.includes(entry.account().name(), entry.name()))
                .toList();
        return JetStreamProblems.ofStreams(inquiry.ask(streams, StreamFigures::of));
    }

    /** What was asked for and is not there, or null. */
    private static Healthz.@Nullable Problem missing(JetStream engine, Asset asset) {
        String name = asset.account();
        if (name.isEmpty()) {
            return null;
        }
        JetStreamAccount account = engine.account(name);
        if (account == null) {
            return new Healthz.Problem("ACCOUNT", name, "", "", "JetStream account " + quote(name) + " not found");
        }
        return asset.stream().isEmpty() ? null : missing(account, asset);
    }

    private static Healthz.@Nullable Problem missing(JetStreamAccount account, Asset asset) {
        StreamEntry stream = account.snapshot().stream()
                .filter(entry -> entry.name().equals(asset.stream()))
                .findFirst()
                .orElse(null);
        if (stream == null) {
            String error =
                    "JetStream stream " + quote(asset.stream()) + " not found on account " + quote(asset.account());
            return new Healthz.Problem("STREAM", asset.account(), asset.stream(), "", error);
        }
        StreamConsumers consumers = stream.consumers();
        boolean isThere = asset.consumer().isEmpty()
                || consumers != null
                        && consumers.snapshot().stream()
                                .anyMatch(consumer -> consumer.name().equals(asset.consumer()));
        if (isThere) {
            return null;
        }
        String error = "JetStream consumer " + quote(asset.consumer()) + " not found for stream "
                + quote(asset.stream()) + " on account " + quote(asset.account());
        return new Healthz.Problem("CONSUMER", asset.account(), asset.stream(), asset.consumer(), error);
    }

    private static String quote(String name) {
        return Subjects.quote(name);
    }

    private Page unavailable(int status, List<Healthz.Problem> problems, boolean details) {
        noteFailure(details, problems.size(), problems.get(0).error());
        return page(status, Healthz.unavailable(problems, details));
    }

    private void noteFailure(boolean details, int count, String first) {
        log.warn("Healthcheck failed: " + (details ? count + " errors" : Subjects.quote(first)));
    }

    private static boolean isGiven(Query query, String name) {
        return !query.text(name).isEmpty();
    }

    private Page incomplete(String missing, String checked, boolean details) {
        String error = "\"" + missing + "\" must not be empty when checking " + checked + " health";
        return failed(BAD_REQUEST, "BAD_REQUEST", error, details);
    }

    private Page failed(int status, String type, String error, boolean details) {
        noteFailure(details, 1, error);
        return page(status, Healthz.failed(type, error, details));
    }

    private static Page page(int status, Healthz healthz) {
        return new Page(status, Page.JSON, GoJson.compact(healthz));
    }
}
