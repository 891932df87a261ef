package dev.natsbroker.broker.jetstream.api;

import dev.natsbroker.broker.subject.Subjects;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which endpoint serves which subject. Immutable once filled. */
final class ApiTable {
    private static final int KEY_TOKENS = 2;

    /** By the first two tokens: no endpoint has a wildcard there. */
    private final Map<String, List<ApiEndpoint>> byKey = new HashMap<>();

    ApiTable(List<ApiEndpoint> endpoints) {
        for (ApiEndpoint endpoint : endpoints) {
            byKey.computeIfAbsent(keyOf(endpoint.pattern()), key -> new ArrayList<>())
                    .add(endpoint);
        }
    }

    /** The endpoint for a subject without {@code $JS.API.}, or null if there is none. */
    @Nullable
    ApiEndpoint find(String subject) {
        for (ApiEndpoint endpoint : byKey.getOrDefault(keyOf(subject), List.of())) {
            if (Subjects.matches(endpoint.pattern(), subject)) {
                return endpoint;
            }
        }
        return null;
    }

    private static String keyOf(String subject) {
        int at = -1;
        for (int i = 0; i < KEY_TOKENS; i++) {
            int dot = subject.indexOf('.', at + 1);
            if (dot < 0) {
                return subject;
            }
            at = dot;
        }
        return subject.substring(0, at);
    }
}
