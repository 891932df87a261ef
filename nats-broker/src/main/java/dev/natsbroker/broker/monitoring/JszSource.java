package dev.natsbroker.broker.monitoring;

import dev.natsbroker.broker.jetstream.journal.JournalFigures;
import dev.natsbroker.broker.jetstream.meta.ConsumerAsset;
import dev.natsbroker.broker.jetstream.meta.JetStream;
import dev.natsbroker.broker.jetstream.meta.JetStreamAccount;
import dev.natsbroker.broker.jetstream.meta.LaneFigures;
import dev.natsbroker.broker.jetstream.meta.StreamConsumers;
import dev.natsbroker.broker.jetstream.meta.StreamEntry;
import dev.natsbroker.broker.jetstream.meta.StreamInfos;
import dev.natsbroker.broker.jetstream.model.ClusterInfo;
import dev.natsbroker.broker.jetstream.model.ConsumerInfo;
import dev.natsbroker.broker.jetstream.model.StreamInfo;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Collects {@link Jsz} from a running broker. Thread-safe; waits up to two seconds for the streams. */
final class JszSource {
    private final BrokerView view;

    JszSource(BrokerView view) {
        this.view = view;
    }

    Jsz read(JszOptions options) {
        JetStreamView jetStream = view.jetStream();
        return jetStream == null ? disabled() : read(jetStream, options);
    }

    private Jsz disabled() {
        return new Jsz(
                JetStreamVarz.Stats.NONE,
                view.serverId(),
                view.now(),
                true,
                JetStreamVarz.Config.NONE,
                null,
                Jsz.Totals.NONE,
                List.of(),
                0,
                Jsz.Own.NONE);
    }

    private Jsz read(JetStreamView jetStream, JszOptions options) {
        JetStream engine = jetStream.engine();
        LaneInquiry inquiry = new LaneInquiry();
        Collection<LaneFigures> lanes = inquiry.lanes(engine).values();
        List<StreamEntry> streams = JetStreamProblems.allStreams(engine);
        Map<StreamEntry, StreamFigures> figures = inquiry.ask(streams, StreamFigures::of);
        List<Jsz.AccountDetail> details = chosen(engine, options).stream()
                .map(account -> detail(account, jetStream, options, inquiry))
                .toList();
        JetStreamVarz general = JetStreamVarz.of(jetStream);
        return new Jsz(
                general.stats(),
                view.serverId(),
                view.now(),
                false,
                general.config(),
                general.limits(),
                totals(streams, figures, options.raft()),
                details,
                engine.accounts().size(),
                own(engine, lanes, JetStreamProblems.find(engine, inquiry, lanes, figures)));
    }

    private static Jsz.Own own(JetStream engine, Collection<LaneFigures> lanes, List<JetStreamProblem> problems) {
        return new Jsz.Own(
                syncMode(engine),
                journal(engine.laneCount(), lanes),
                problems,
                engine.waitingAccounts().stream().sorted().toList());
    }

    /** {@code always} or {@code lazy}. */
    static String syncMode(JetStream engine) {
        return engine.options().syncAlways() ? "always" : "lazy";
    }

    private static List<JetStreamAccount> chosen(JetStream engine, JszOptions options) {
        if (!options.account().isEmpty()) {
            JetStreamAccount account = engine.account(options.account());
            return account == null ? List.of() : List.of(account);
        }
        if (!options.accounts()) {
            return List.of();
        }
        List<JetStreamAccount> all = engine.accounts().stream()
                .sorted(Comparator.comparing(JetStreamAccount::name))
                .toList();
        return Paging.page(all, options.offset(), options.limit());
    }

    private static Jsz.Totals totals(
            List<StreamEntry> streams, Map<StreamEntry, StreamFigures> figures, boolean leaders) {
        int consumers = 0;
        long messages = 0;
        long bytes = 0;
        for (StreamFigures stream : figures.values()) {
            consumers += stream.consumers();
            messages += stream.messages();
            bytes += stream.bytes();
        }
        return new Jsz.Totals(
                streams.size(), leaders ? streams.size() : 0, consumers, leaders ? consumers : 0, messages, bytes);
    }

    private static Jsz.Journal journal(int laneCount, Collection<LaneFigures> lanes) {
        JournalFigures sum = JournalFigures.NONE;
        int waiting = 0;
        for (LaneFigures lane : lanes) {
            sum = sum.plus(lane.journal());
            waiting += lane.waitingAnswers();
        }
        return new Jsz.Journal(
                laneCount,
                sum.syncs(),
                sum.syncNanos(),
                sum.longestSyncNanos(),
                waiting,
                sum.waitingBytes(),
                sum.overloaded());
    }

    private Jsz.AccountDetail detail(
            JetStreamAccount account, JetStreamView jetStream, JszOptions options, LaneInquiry inquiry) {
        List<Jsz.StreamDetail> streams = options.streams()
                ? List.copyOf(inquiry.ask(account.snapshot(), consumers -> stream(consumers, options))
                        .values())
                : List.of();
        return new Jsz.AccountDetail(
                account.name(),
                account.name(),
                JetStreamVarz.Stats.ofAccount(account.resources(), jetStream.api(account.name())),
                streams);
    }

    /** Called on the stream's lane. */
    private Jsz.StreamDetail stream(StreamConsumers consumers, JszOptions options) {
        StreamInfo info = StreamInfos.of(consumers, false, "");
        List<ConsumerInfo> clients = new ArrayList<>();
        List<ConsumerInfo> direct = new ArrayList<>();
        for (ConsumerAsset consumer : consumers.all()) {
            boolean isDirect = consumer.config().direct();
            if (options.consumers() && (!isDirect || options.directConsumers())) {
                ConsumerInfo told = consumer.info(consumer.config());
                (isDirect ? direct : clients).add(options.config() ? told : told.withoutConfig());
            }
        }
        return new Jsz.StreamDetail(
                info.config().name(),
                info.created(),
                ClusterInfo.ledBy(view.serverName()),
                options.config() ? info.config() : null,
                info.state(),
                clients,
                direct,
                info.mirror(),
                info.sources());
    }
}
