package dev.natsbroker.broker.monitoring;

import dev.natsbroker.broker.jetstream.meta.JetStream;
import dev.natsbroker.broker.jetstream.meta.JetStreamAccount;
import dev.natsbroker.broker.jetstream.meta.LaneFigures;
import dev.natsbroker.broker.jetstream.meta.StreamEntry;
import dev.natsbroker.broker.jetstream.meta.UnreadableStream;
import dev.natsbroker.broker.jetstream.store.StoreDamage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;

/** What is wrong with JetStream: the same list for {@code /healthz}, {@code /jsz} and the application's health. */
public final class JetStreamProblems {
    private JetStreamProblems() {}

    /** One line for each problem, for people; empty if all is well. Waits up to two seconds for the streams. */
    public static List<String> describe(JetStreamView view) {
        LaneInquiry inquiry = new LaneInquiry();
        Map<StreamEntry, StreamFigures> figures = inquiry.ask(allStreams(view.engine()), StreamFigures::of);
        Collection<LaneFigures> lanes = inquiry.lanes(view.engine()).values();
        return find(view.engine(), inquiry, lanes, figures).stream()
                .map(problem ->
                        problem.detail().isEmpty() ? problem.error() : problem.error() + ": " + problem.detail())
                .toList();
    }

    /** All streams of all accounts. */
    static List<StreamEntry> allStreams(JetStream engine) {
        List<StreamEntry> all = new ArrayList<>();
        for (JetStreamAccount account : engine.accounts()) {
            all.addAll(account.snapshot());
        }
        return all;
    }

    /** All problems: of the server, of stored streams and of those that {@code figures} tell of. */
    static List<JetStreamProblem> find(
            JetStream engine,
            LaneInquiry inquiry,
            Collection<LaneFigures> lanes,
            Map<StreamEntry, StreamFigures> figures) {
        List<JetStreamProblem> problems = new ArrayList<>(ofServer(engine, lanes));
        problems.addAll(unreadable(engine, (account, stream) -> true));
        problems.addAll(ofStreams(figures));
        inquiry.silentLanes().forEach(lane -> problems.add(silent(lane)));
        return problems;
    }

    /** Problems of the server as a whole. */
    static List<JetStreamProblem> ofServer(JetStream engine, Collection<LaneFigures> lanes) {
        List<JetStreamProblem> problems = new ArrayList<>();
        for (String failure : engine.failures()) {
            problems.add(JetStreamProblem.ofServer(
                    "JetStream takes no more writes to file streams until the server is restarted", failure));
        }
        if (lanes.stream().anyMatch(lane -> lane.journal().full())) {
            problems.add(JetStreamProblem.ofServer(
                    "JetStream takes no writes to file streams because the disk is full", ""));
        }
        return problems;
    }

    /** The stored streams that are not served because they cannot be read; of those that {@code wanted} asks for. */
    static List<JetStreamProblem> unreadable(JetStream engine, BiPredicate<String, String> wanted) {
        List<JetStreamProblem> problems = new ArrayList<>();
        for (UnreadableStream each : engine.unreadable()) {
            if (wanted.test(each.account(), each.name())) {
                problems.add(JetStreamProblem.ofStream(
                        each.account(),
                        each.name(),
                        "could not be recovered",
                        each.problem() + " [" + each.directory() + "]"));
            }
        }
        return problems;
    }

    /** Streams that are served, but not as they should be. */
    static List<JetStreamProblem> ofStreams(Map<StreamEntry, StreamFigures> figures) {
        List<JetStreamProblem> problems = new ArrayList<>();
        figures.forEach((entry, stream) -> addProblems(entry, stream, problems));
        return problems;
    }

    private static void addProblems(StreamEntry entry, StreamFigures stream, List<JetStreamProblem> problems) {
        String account = entry.account().name();
        StoreDamage damage = stream.damage();
        if (damage != null) {
            String text = "is damaged: " + damage.sequences().size() + " messages lost, " + damage.bytes()
                    + " bytes unreadable";
            problems.add(JetStreamProblem.ofStream(account, entry.name(), text, String.join("; ", damage.reports())));
        }
        if (stream.failed()) {
            problems.add(JetStreamProblem.ofStream(
                    account, entry.name(), "takes no more writes because one has failed", "see the server's log"));
        } else if (stream.full()) {
            problems.add(
                    JetStreamProblem.ofStream(account, entry.name(), "takes no writes because the disk is full", ""));
        }
    }

    /** A lane that does not answer. */
    static JetStreamProblem silent(String lane) {
        return JetStreamProblem.ofServer(
                "JetStream lane " + lane + " did not answer within " + LaneInquiry.PATIENCE.toSeconds() + "s", "");
    }
}
