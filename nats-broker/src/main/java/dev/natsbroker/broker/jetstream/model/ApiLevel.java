package dev.natsbroker.broker.jetstream.model;

import dev.natsbroker.broker.json.GoTime;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * The level of the JetStream API: what an asset needs is kept in its metadata, what the server has is only shown.
 *
 * @see <a href="https://github.com/nats-io/nats-architecture-and-design/blob/main/adr/ADR-44.md">ADR-44</a>
 */
public final class ApiLevel {
    /** The level of this server. */
    public static final int CURRENT = 5;

    static final String REQUIRED_KEY = "_nats.req.level";
    static final String SERVER_VERSION_KEY = "_nats.ver";
    static final String SERVER_LEVEL_KEY = "_nats.level";

    private ApiLevel() {}

    /** As it is stored: with the level that it needs. */
    public static StreamConfig stored(StreamConfig config) {
        return config.toBuilder()
                .metadata(withRequired(config.metadata(), requiredBy(config)))
                .build();
    }

    /** As it is stored: with the level that it needs. */
    public static ConsumerConfig stored(ConsumerConfig config) {
        return config.toBuilder()
                .metadata(withRequired(config.metadata(), requiredBy(config)))
                .build();
    }

    /** As clients see it in responses to create, update and info requests; lists and snapshots show what is stored. */
    public static StreamConfig shown(StreamConfig config, String serverVersion) {
        return config.toBuilder()
                .metadata(withServer(config.metadata(), serverVersion))
                .build();
    }

    /** As clients see it in responses to create, update and info requests; lists and snapshots show what is stored. */
    public static ConsumerConfig shown(ConsumerConfig config, String serverVersion) {
        return config.toBuilder()
                .metadata(withServer(config.metadata(), serverVersion))
                .build();
    }

    /** Whether a request's {@code Nats-Required-Api-Level} can be met; an empty value asks for nothing. */
    public static boolean isMet(String required) {
        if (required.isEmpty()) {
            return true;
        }
        try {
            return Integer.parseInt(required) <= CURRENT;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    static int requiredBy(StreamConfig config) {
        if (config.allowBatched()) {
            return 4;
        }
        if (config.allowMsgCounter()
                || config.allowAtomic()
                || config.allowMsgSchedules()
                || config.persistMode() == PersistMode.ASYNC) {
            return 2;
        }
        return config.allowMsgTtl() || config.subjectDeleteMarkerTtlNanos() > 0 ? 1 : 0;
    }

    static int requiredBy(ConsumerConfig config) {
        if (config.ackPolicy() == AckPolicy.FLOW_CONTROL) {
            return 4;
        }
        Instant pauseUntil = config.pauseUntil();
        boolean isPaused = pauseUntil != null && !pauseUntil.equals(GoTime.ZERO);
        boolean hasPriority = config.priorityPolicy() != PriorityPolicy.NONE
                || config.priorityTimeoutNanos() != 0
                || !config.priorityGroups().isEmpty();
        return isPaused || hasPriority ? 1 : 0;
    }

    /** The metadata without what the server itself writes there. */
    static Map<String, String> withoutLevels(Map<String, String> metadata) {
        Map<String, String> rest = new TreeMap<>(metadata);
        rest.remove(REQUIRED_KEY);
        rest.remove(SERVER_VERSION_KEY);
        rest.remove(SERVER_LEVEL_KEY);
        return rest;
    }

    private static Map<String, String> withRequired(Map<String, String> metadata, int level) {
        Map<String, String> stored = withoutLevels(metadata);
        stored.put(REQUIRED_KEY, Integer.toString(level));
        return stored;
    }

    private static Map<String, String> withServer(Map<String, String> metadata, String serverVersion) {
        Map<String, String> shown = new TreeMap<>(metadata);
        shown.put(SERVER_VERSION_KEY, serverVersion);
        shown.put(SERVER_LEVEL_KEY, Integer.toString(CURRENT));
        return shown;
    }
}
