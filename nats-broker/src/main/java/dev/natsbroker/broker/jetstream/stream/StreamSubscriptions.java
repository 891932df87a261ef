package dev.natsbroker.broker.jetstream.stream;

import dev.natsbroker.broker.jetstream.model.StreamConfig;
import dev.natsbroker.broker.message.Subscription;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** What a stream listens to: its subjects, and direct gets if it answers them. Owned by the lane. */
final class StreamSubscriptions {
    /** All servers that can answer a direct get are one queue group. */
    private static final String DIRECT_QUEUE = "_sys_";

    private static final String DIRECT_PREFIX = "$JS.API.DIRECT.GET.";

    private final Stream stream;
    private final DirectGet directGet;
    private final Map<String, Subscription> subjects = new LinkedHashMap<>();
    private boolean answersForOrigin;
    private final Map<String, Subscription> direct = new LinkedHashMap<>();

    StreamSubscriptions(Stream stream) {
        this.stream = stream;
        this.directGet = new DirectGet(stream);
    }

    /** Does what the configuration says. */
    void update() {
        StreamConfig config = stream.config();
        Set<String> wanted = new LinkedHashSet<>(config.subjects());
        drop(subjects, wanted);
        for (String subject : wanted) {
            subjects.computeIfAbsent(subject, name -> stream.host().subscribe(name, null, stream));
        }
        Set<String> wantedDirect = new LinkedHashSet<>();
        if (config.allowDirect()) {
            wantedDirect.add(config.name());
        }
        if (answersForOrigin
                && config.mirrorDirect()
                && config.mirror() != null
                && config.mirror().external() == null) {
            wantedDirect.add(config.mirror().name());
        }
        drop(
                direct,
                wantedDirect.stream()
                        .flatMap(name -> java.util.stream.Stream.of(name, name + ".>"))
                        .collect(java.util.stream.Collectors.toSet()));
        wantedDirect.forEach(this::answerDirect);
    }

    /** The mirror has come far enough to answer direct gets of its origin. */
    void answerForOrigin() {
        if (!answersForOrigin) {
            answersForOrigin = true;
            update();
        }
    }

    private void answerDirect(String name) {
        direct.computeIfAbsent(
                name, end -> stream.host().subscribe(DIRECT_PREFIX + end, DIRECT_QUEUE, directGet.requests()));
        direct.computeIfAbsent(
                name + ".>",
                end -> stream.host().subscribe(DIRECT_PREFIX + end, DIRECT_QUEUE, directGet.lastBySubject()));
    }

    private void drop(Map<String, Subscription> present, Set<String> wanted) {
        present.entrySet().removeIf(entry -> {
            boolean gone = !wanted.contains(entry.getKey());
            if (gone) {
                stream.host().unsubscribe(entry.getValue());
            }
            return gone;
        });
    }

    /** Listens to nothing any more. */
    void close() {
        drop(subjects, Set.of());
        drop(direct, Set.of());
    }
}
