package dev.natsbroker.broker.monitoring;

import dev.natsbroker.broker.config.JetStreamMeterOptions;
import dev.natsbroker.broker.jetstream.meta.LaneFigures;
import dev.natsbroker.broker.jetstream.meta.StorageUsage;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ToDoubleFunction;

/**
 * The figures of JetStream as meters {@code nats.broker.jetstream.…}. The lanes are asked when a meter is read, but not more often
 * than once in a second: one look serves all meters of a scrape. That look also finds streams and consumers that are new or gone;
 * theirs are there from this scrape or the next one on. Thread-safe.
 */
final class JetStreamMeters implements AutoCloseable {
    private static final String PREFIX = "nats.broker.jetstream.";
    private static final Duration FRESH = Duration.ofSeconds(1);

    private final BrokerView broker;
    private final JetStreamView view;
    private final MeterRegistry registry;
    private final JetStreamMeterOptions options;
    private final JetStreamAssetMeters assets;
    private final List<Meter> meters = new ArrayList<>();
    private final ReentrantLock looking = new ReentrantLock();
    private volatile JetStreamSurvey survey = JetStreamSurvey.NONE;
    private volatile Instant lookedAt = Instant.MIN;
    private volatile boolean closed;

    JetStreamMeters(BrokerView broker, JetStreamView view, MeterRegistry registry) {
        this.broker = broker;
        this.view = view;
        this.registry = registry;
        this.options = broker.options().monitor().jetStreamMeters();
        this.assets = new JetStreamAssetMeters(registry, this::current);
    }

    void bind() {
        bindStorage("memory", true);
        bindStorage("file", false);
        gauge(
                "accounts",
                "Accounts that have JetStream",
                Tags.empty(),
                each -> view.engine().accounts().size());
        gauge(
                "streams",
                "Streams of all accounts",
                Tags.empty(),
                each -> current().sums().streams());
        gauge(
                "consumers",
                "Consumers of all streams",
                Tags.empty(),
                each -> current().sums().consumers());
        gauge(
                "messages",
                "Messages in all streams",
                Tags.empty(),
                each -> current().sums().messages());
        gauge(
                "problems",
                "What /healthz complains of",
                Tags.empty(),
                each -> current().problems());
        counter(
                "api.requests",
                "Requests that the API has answered",
                each -> view.api().total());
        counter(
                "api.errors",
                "Requests that the API has refused",
                each -> view.api().errors());
        for (int lane = 0; lane < view.engine().laneCount(); lane++) {
            bindLane(lane);
        }
        current();
    }

    private void bindStorage(String storage, boolean memory) {
        StorageUsage usage = view.engine().usage();
        Tags tags = Tags.of("storage", storage);
        gauge("used.bytes", "Bytes of stored messages", tags, each -> usage.used(memory));
        gauge("reserved.bytes", "Bytes that streams have reserved", tags, each -> usage.reserved(memory));
        gauge("max.bytes", "Bytes that may be stored; negative for no limit", tags, each -> usage.max(memory));
    }

    private void bindLane(int number) {
        Tags tags = Tags.of("lane", Integer.toString(number));
        gauge(
                "journal.waiting",
                "Answers that wait for the disk",
                tags,
                each -> lane(number, LaneFigures::waitingAnswers));
        gauge(
                "journal.waiting.bytes",
                "Bytes that are not durable yet",
                tags,
                each -> lane(number, lane -> lane.journal().waitingBytes()));
        gauge(
                "journal.overloaded",
                "1 while checkpoints do not keep up or the disk is full",
                tags,
                each -> lane(number, lane -> lane.journal().overloaded() ? 1 : 0));
        meters.add(FunctionTimer.builder(
                        PREFIX + "journal.sync",
                        this,
                        each -> (long) each.lane(number, lane -> lane.journal().syncs()),
                        each -> each.lane(number, lane -> lane.journal().syncNanos()),
                        TimeUnit.NANOSECONDS)
                .description("Waits for the disk")
                .tags(tags)
                .register(registry));
    }

    /** A figure of a lane; 0 while it does not answer. */
    private double lane(int number, ToDoubleFunction<LaneFigures> figure) {
        LaneFigures lane = current().lanes().get(number);
        return lane == null ? 0 : figure.applyAsDouble(lane);
    }

    private void gauge(String name, String description, Tags tags, ToDoubleFunction<JetStreamMeters> value) {
        meters.add(Gauge.builder(PREFIX + name, this, value)
                .description(description)
                .tags(tags)
                .strongReference(true)
                .register(registry));
    }

    private void counter(String name, String description, ToDoubleFunction<JetStreamMeters> value) {
        meters.add(FunctionCounter.builder(PREFIX + name, this, value)
                .description(description)
                .register(registry));
    }

    /** What was seen at most a second ago; whoever comes while another thread looks gets what was seen before. */
    private JetStreamSurvey current() {
        if (!closed && isStale() && looking.tryLock()) {
            try {
                look();
            } finally {
                looking.unlock();
            }
        }
        return survey;
    }

    private boolean isStale() {
        Instant last = lookedAt;
        return last.equals(Instant.MIN)
                || Duration.between(last, broker.now()).abs().compareTo(FRESH) >= 0;
    }

    private void look() {
        if (isStale()) {
            lookedAt = broker.now(); // first: what is registered below may be read at once
            survey = JetStreamSurvey.of(view.engine(), options, survey);
            assets.show(survey);
        }
    }

    /** Removes the meters. */
    @Override
    public void close() {
        closed = true;
        looking.lock();
        try {
            survey = JetStreamSurvey.NONE;
            assets.show(survey);
            meters.forEach(registry::remove);
        } finally {
            looking.unlock();
        }
    }
}
