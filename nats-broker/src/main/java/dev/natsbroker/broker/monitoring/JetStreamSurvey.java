package dev.natsbroker.broker.monitoring;

import dev.natsbroker.broker.config.JetStreamMeterOptions;
import dev.natsbroker.broker.jetstream.meta.ConsumerAsset;
import dev.natsbroker.broker.jetstream.meta.JetStream;
import dev.natsbroker.broker.jetstream.meta.LaneFigures;
import dev.natsbroker.broker.jetstream.meta.StreamConsumers;
import dev.natsbroker.broker.jetstream.meta.StreamEntry;
import dev.natsbroker.broker.jetstream.model.ConsumerInfo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What JetStream's meters show at one moment: sums over all streams and consumers, and the largest of them by name. Immutable.
 *
 * @param accounts streams and consumers by account
 * @param lanes the lanes that answered, by number
 * @param problems how many there are
 */
record JetStreamSurvey(
        Sums sums,
        Map<String, Sums> accounts,
        Map<StreamKey, StreamFigures> streams,
        Map<ConsumerKey, ConsumerFigures> consumers,
        Map<Integer, LaneFigures> lanes,
        int problems) {
    static final JetStreamSurvey NONE = new JetStreamSurvey(Sums.NONE, Map.of(), Map.of(), Map.of(), Map.of(), 0);

    /** A stream by its names. */
    record StreamKey(String account, String stream) {}

    /** A consumer by its names. */
    record ConsumerKey(String account, String stream, String consumer) {}

    /** Sums over streams. */
    record Sums(int streams, int consumers, long messages, long bytes) {
        static final Sums NONE = new Sums(0, 0, 0, 0);

        private Sums plus(StreamFigures stream) {
            return new Sums(
                    streams + 1, consumers + stream.consumers(), messages + stream.messages(), bytes + stream.bytes());
        }
    }

    /** What is measured of a consumer. */
    record ConsumerFigures(long pending, long ackPending, long redelivered, long waiting) {
        private static ConsumerFigures of(ConsumerInfo info) {
            return new ConsumerFigures(
                    info.numPending(), info.numAckPending(), info.numRedelivered(), info.numWaiting());
        }

        private long load() {
            return pending + ackPending;
        }
    }

    /** A stream with its consumers. */
    private record Whole(StreamFigures stream, Map<String, ConsumerFigures> consumers) {}

    /** Asks all lanes; waits up to two seconds. Of a lane that does not answer it tells what {@code before} told. */
    static JetStreamSurvey of(JetStream engine, JetStreamMeterOptions limits, JetStreamSurvey before) {
        LaneInquiry inquiry = new LaneInquiry();
        Map<Integer, LaneFigures> lanes = new LinkedHashMap<>(before.lanes);
        lanes.putAll(inquiry.lanes(engine));
        List<StreamEntry> all = JetStreamProblems.allStreams(engine);
        Map<StreamEntry, Whole> answers = inquiry.ask(all, consumers -> whole(consumers, limits.maxConsumers() > 0));
        Map<StreamEntry, StreamFigures> streams = new LinkedHashMap<>();
        Map<ConsumerKey, ConsumerFigures> consumers = new LinkedHashMap<>();
        answers.forEach((entry, answer) -> {
            streams.put(entry, answer.stream);
            answer.consumers.forEach((name, figures) ->
                    consumers.put(new ConsumerKey(entry.account().name(), entry.name(), name), figures));
        });
        return new JetStreamSurvey(
                sums(streams.values()),
                byAccount(streams, limits.maxStreams()),
                largest(named(streams), Comparator.comparingLong(StreamFigures::messages), limits.maxStreams()),
                largest(consumers, Comparator.comparingLong(ConsumerFigures::load), limits.maxConsumers()),
                lanes,
                JetStreamProblems.find(engine, inquiry, lanes.values(), streams).size());
    }

    /** Called on the stream's lane. */
    private static Whole whole(StreamConsumers consumers, boolean withConsumers) {
        Map<String, ConsumerFigures> figures = new LinkedHashMap<>();
        if (withConsumers) {
            for (ConsumerAsset consumer : consumers.all()) {
                if (!consumer.config().direct()) {
                    figures.put(consumer.name(), ConsumerFigures.of(consumer.info(consumer.config())));
                }
            }
        }
        return new Whole(StreamFigures.of(consumers), figures);
    }

    private static Sums sums(Iterable<StreamFigures> streams) {
        Sums sums = Sums.NONE;
        for (StreamFigures stream : streams) {
            sums = sums.plus(stream);
        }
        return sums;
    }

    private static Map<String, Sums> byAccount(Map<StreamEntry, StreamFigures> streams, int max) {
        Map<String, Sums> sums = new LinkedHashMap<>();
        streams.forEach((entry, stream) ->
                sums.merge(entry.account().name(), Sums.NONE.plus(stream), (before, one) -> before.plus(stream)));
        return largest(sums, Comparator.comparingLong(Sums::messages), max);
    }

    private static Map<StreamKey, StreamFigures> named(Map<StreamEntry, StreamFigures> streams) {
        Map<StreamKey, StreamFigures> named = new LinkedHashMap<>();
        streams.forEach(
                (entry, stream) -> named.put(new StreamKey(entry.account().name(), entry.name()), stream));
        return named;
    }

    private static <K, V> Map<K, V> largest(Map<K, V> all, Comparator<V> size, int max) {
        if (all.size() <= max) {
            return all;
        }
        List<Map.Entry<K, V>> entries = new ArrayList<>(all.entrySet());
        entries.sort(Map.Entry.<K, V>comparingByValue(size).reversed());
        Map<K, V> largest = new LinkedHashMap<>();
        entries.subList(0, max).forEach(entry -> largest.put(entry.getKey(), entry.getValue()));
        return largest;
    }
}
