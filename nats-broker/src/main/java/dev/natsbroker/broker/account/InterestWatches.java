package dev.natsbroker.broker.account;

import dev.natsbroker.broker.subject.Subjects;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Who wants to hear that somebody begins or ends to listen to a subject. Thread-safe. */
final class InterestWatches {
    private final Map<ByteBuffer, List<Runnable>> bySubject = new ConcurrentHashMap<>();

    /** Adds a watch on a subject without wildcards. */
    void add(byte[] subject, Runnable onChange) {
        bySubject
                .computeIfAbsent(ByteBuffer.wrap(subject.clone()), key -> new CopyOnWriteArrayList<>())
                .add(onChange);
    }

    void remove(byte[] subject, Runnable onChange) {
        bySubject.computeIfPresent(ByteBuffer.wrap(subject), (key, watching) -> {
            watching.remove(onChange);
            return watching.isEmpty() ? null : watching;
        });
    }

    boolean isEmpty() {
        return bySubject.isEmpty();
    }

    /** A subscription with this subject came or went. */
    void changed(byte[] pattern) {
        if (Subjects.isLiteral(pattern, 0, pattern.length)) {
            bySubject.getOrDefault(ByteBuffer.wrap(pattern), List.of()).forEach(Runnable::run);
            return;
        }
        bySubject.forEach((subject, watching) -> {
            if (Subjects.matches(pattern, 0, pattern.length, subject.array(), 0, subject.capacity())) {
                watching.forEach(Runnable::run);
            }
        });
    }
}
