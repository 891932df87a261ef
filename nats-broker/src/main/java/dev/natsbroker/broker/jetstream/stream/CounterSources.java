package dev.natsbroker.broker.jetstream.stream;

import dev.natsbroker.broker.jetstream.store.NewMessage;
import dev.natsbroker.broker.json.GoJson;
import dev.natsbroker.broker.json.GoJsonException;
import dev.natsbroker.broker.json.GoJsonReader;
import dev.natsbroker.broker.json.JsonFields;
import dev.natsbroker.broker.json.JsonType;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a counter got from the counters of other streams: the last total by stream and subject, kept in
 * {@code Nats-Counter-Sources}, so that only what was added since is added here. Owned by the lane.
 */
final class CounterSources {
    private static final int ORIGIN_SUBJECT_FIELD = 4;

    /** The header's value is an object of unknown names; it is read as the value of a field. */
    private static final JsonFields<CounterSources, CounterSources> WRAPPED =
            JsonFields.<CounterSources, CounterSources>of("server.CounterSources")
                    .field(
                            "s",
                            JsonType.mapOf(JsonType.TEXT_MAP, "map[string]string"),
                            sources -> sources.totals,
                            (sources, totals) ->
                                    totals.forEach((stream, each) -> sources.totals.put(stream, new TreeMap<>(each))))
                    .build();

    private final Map<String, Map<String, String>> totals = new TreeMap<>();

    /** What the header says, empty for none; null if it cannot be read. */
    static @Nullable CounterSources parse(String header) {
        CounterSources sources = new CounterSources();
        if (header.isEmpty()) {
            return sources;
        }
        byte[] json = ("{\"s\":" + header + "}").getBytes(StandardCharsets.UTF_8);
        try {
            return GoJsonReader.read(json, GoJsonReader.Unknown.IGNORE, WRAPPED, sources);
        } catch (GoJsonException e) {
            return null;
        }
    }

    /**
     * Notes the total of a source.
     *
     * @param source the value of {@code Nats-Stream-Source}
     * @return what was added since the last total of that source
     */
    BigInteger put(String source, NewMessage message, BigInteger total) {
        String[] fields = source.split(" ", -1);
        String subject = fields.length > ORIGIN_SUBJECT_FIELD
                ? fields[ORIGIN_SUBJECT_FIELD]
                : new String(message.subject, message.subjectOffset, message.subjectLength, StandardCharsets.UTF_8);
        String before =
                totals.computeIfAbsent(fields[0], name -> new TreeMap<>()).put(subject, total.toString());
        return before == null || !before.matches("[+-]?\\d+") ? total : total.subtract(new BigInteger(before));
    }

    /** The header's value. */
    @Override
    public String toString() {
        return new String(GoJson.compact(totals), StandardCharsets.UTF_8);
    }
}
