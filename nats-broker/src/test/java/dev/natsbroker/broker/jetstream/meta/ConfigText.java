package dev.natsbroker.broker.jetstream.meta;

import java.util.Random;
import java.util.stream.Collectors;

/** The configurations that the client asks for, as JSON. */
final class ConfigText {
    private final Random random;

    ConfigText(Random random) {
        this.random = random;
    }

    /** Some configuration that a stream of that kind may have. */
    String of(StreamModel stream, String retention) {
        String text = "{\"name\":\"" + stream.name + "\",\"storage\":\"" + (stream.isInMemory() ? "memory" : "file")
                + "\",\"retention\":\"" + retention
                + "\",\"allow_direct\":true" + (random.nextInt(3) == 0 ? ",\"compression\":\"s2\"" : "");
        return text + ofKind(stream);
    }

    private String ofKind(StreamModel stream) {
        return switch (stream.kind) {
            case PLAIN -> publishing(stream) + limits() + discard(random.nextInt(4) == 0);
            case EXPIRING ->
                publishing(stream) + limits() + discard(random.nextInt(4) == 0) + ",\"allow_msg_ttl\":true"
                        + (random.nextBoolean()
                                ? ",\"subject_delete_marker_ttl\":" + (1 + random.nextInt(20)) + "000000000"
                                : "");
            case COUNTING -> publishing(stream) + limits() + discard(false) + ",\"allow_msg_counter\":true";
            case SCHEDULING -> publishing(stream) + limits() + discard(false) + ",\"allow_msg_schedules\":true";
            case QUEUED -> publishing(stream);
            case MIRROR -> ",\"mirror\":" + source(stream.origins.get(0)) + seldomLimits();
            case GATHERING ->
                publishing(stream)
                        + seldomLimits()
                        + stream.origins.stream()
                                .map(ConfigText::source)
                                .collect(Collectors.joining(",", ",\"sources\":[", "]"));
        };
    }

    private static String source(String origin) {
        return "{\"name\":\"" + origin + "\"}";
    }

    private static String publishing(StreamModel stream) {
        return ",\"subjects\":[\"" + stream.name + ".>\"],\"allow_rollup_hdrs\":" + stream.kind.rollsUp()
                + ",\"allow_atomic\":true,\"allow_batched\":true";
    }

    private String seldomLimits() {
        return random.nextInt(4) == 0 ? limits() + discard(false) : "";
    }

    private String limits() {
        return ",\"max_msgs\":" + some(3, 3, 20) + ",\"max_bytes\":" + some(5, 800, 2000)
                + (random.nextInt(5) == 0 ? ",\"max_age\":" + (1 + random.nextInt(40)) + "000000000" : "");
    }

    private String discard(boolean isNew) {
        long perSubject = some(3, 1, 3);
        return ",\"discard\":\"" + (isNew ? "new" : "old") + "\",\"max_msgs_per_subject\":" + perSubject
                + (isNew && perSubject > 0 && random.nextBoolean() ? ",\"discard_new_per_subject\":true" : "");
    }

    /** No limit, or once in so many times one. */
    private long some(int times, int least, int range) {
        return random.nextInt(times) == 0 ? least + random.nextInt(range) : -1;
    }
}
