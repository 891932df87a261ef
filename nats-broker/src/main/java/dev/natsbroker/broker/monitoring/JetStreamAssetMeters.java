package dev.natsbroker.broker.monitoring;

import dev.natsbroker.broker.monitoring.JetStreamSurvey.ConsumerFigures;
import dev.natsbroker.broker.monitoring.JetStreamSurvey.ConsumerKey;
import dev.natsbroker.broker.monitoring.JetStreamSurvey.StreamKey;
import dev.natsbroker.broker.monitoring.JetStreamSurvey.Sums;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The meters of single accounts, streams and consumers. Each reads the newest survey; which there are is set by {@link #show}, which
 * one thread calls at a time.
 */
final class JetStreamAssetMeters {
    private static final String PREFIX = "nats.broker.jetstream.";

    /** One figure of all things of a kind. */
    private record Figure<V>(MultiGauge gauge, ToDoubleFunction<V> value) {}

    private final MeterRegistry registry;
    private final Supplier<JetStreamSurvey> survey;
    private final List<Figure<Sums>> ofAccounts = new ArrayList<>();
    private final List<Figure<StreamFigures>> ofStreams = new ArrayList<>();
    private final List<Figure<ConsumerFigures>> ofConsumers = new ArrayList<>();
    private Set<String> accounts = Set.of();
    private Set<StreamKey> streams = Set.of();
    private Set<ConsumerKey> consumers = Set.of();

    /** @param survey the newest survey at the time a meter is read */
    JetStreamAssetMeters(MeterRegistry registry, Supplier<JetStreamSurvey> survey) {
        this.registry = registry;
        this.survey = survey;
        add(ofAccounts, "account.streams", "Streams of an account", Sums::streams);
        add(ofAccounts, "account.consumers", "Consumers of an account", Sums::consumers);
        add(ofAccounts, "account.messages", "Messages of an account", Sums::messages);
        add(ofAccounts, "account.bytes", "Bytes of an account's messages", Sums::bytes);
        add(ofStreams, "stream.messages", "Messages of a stream", StreamFigures::messages);
        add(ofStreams, "stream.bytes", "Bytes of a stream's messages", StreamFigures::bytes);
        add(ofStreams, "stream.first.sequence", "Sequence of the oldest message", StreamFigures::firstSequence);
        add(ofStreams, "stream.last.sequence", "Sequence of the newest message", StreamFigures::lastSequence);
        add(ofStreams, "stream.consumers", "Consumers of a stream", StreamFigures::consumers);
        add(ofConsumers, "consumer.pending", "Messages still to deliver", ConsumerFigures::pending);
        add(ofConsumers, "consumer.ack.pending", "Deliveries without acknowledgement", ConsumerFigures::ackPending);
        add(ofConsumers, "consumer.redelivered", "Of these, delivered again", ConsumerFigures::redelivered);
        add(ofConsumers, "consumer.waiting", "Waiting pull requests", ConsumerFigures::waiting);
    }

    private <V> void add(List<Figure<V>> figures, String name, String description, ToDoubleFunction<V> value) {
        MultiGauge gauge =
                MultiGauge.builder(PREFIX + name).description(description).register(registry);
        figures.add(new Figure<>(gauge, value));
    }

    /** Registers the meters of what is new in {@code seen}, and removes those of what is gone. */
    void show(JetStreamSurvey seen) {
        accounts = show(
                accounts,
                seen.accounts(),
                ofAccounts,
                JetStreamSurvey::accounts,
                account -> Tags.of("account", account));
        streams = show(
                streams,
                seen.streams(),
                ofStreams,
                JetStreamSurvey::streams,
                key -> Tags.of("account", key.account(), "stream", key.stream()));
        consumers = show(
                consumers,
                seen.consumers(),
                ofConsumers,
                JetStreamSurvey::consumers,
                key -> Tags.of("account", key.account(), "stream", key.stream(), "consumer", key.consumer()));
    }

    private <K, V> Set<K> show(
            Set<K> before,
            Map<K, V> seen,
            List<Figure<V>> figures,
            Function<JetStreamSurvey, Map<K, V>> kind,
            Function<K, Tags> tags) {
        if (seen.keySet().equals(before)) {
            return before;
        }
        for (Figure<V> figure : figures) {
            List<MultiGauge.Row<?>> rows = new ArrayList<>();
            for (K key : seen.keySet()) {
                rows.add(MultiGauge.Row.of(
                        tags.apply(key),
                        key,
                        each -> read(kind.apply(survey.get()).get(each), figure.value)));
            }
            figure.gauge.register(rows);
        }
        return Set.copyOf(seen.keySet());
    }

    private static <V> double read(@Nullable V figures, ToDoubleFunction<V> value) {
        return figures == null ? Double.NaN : value.applyAsDouble(figures);
    }
}
