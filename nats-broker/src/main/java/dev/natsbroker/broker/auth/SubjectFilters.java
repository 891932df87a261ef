package dev.natsbroker.broker.auth;

import dev.natsbroker.broker.subject.Subjects;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One list of permissions: subjects, each perhaps for certain queue groups only. Immutable; a check looks at every entry,
 * so those of the hot path are cached per connection.
 */
final class SubjectFilters {
    static final SubjectFilters NONE = new SubjectFilters(new byte[0][], new byte[0][], new byte[0][]);

    private final byte[][] subjects;
    /** Entries {@code "subject queue"}, in two arrays side by side. */
    private final byte[][] queueSubjects;

    private final byte[][] queues;

    private SubjectFilters(byte[][] subjects, byte[][] queueSubjects, byte[][] queues) {
        this.subjects = subjects;
        this.queueSubjects = queueSubjects;
        this.queues = queues;
    }

    /** @throws IllegalArgumentException when an entry is not a subject */
    static SubjectFilters ofSubjects(List<String> entries) {
        for (String entry : entries) {
            checkSubject(entry, entry);
        }
        byte[][] subjects = entries.stream().map(SubjectFilters::bytes).toArray(byte[][]::new);
        return entries.isEmpty() ? NONE : new SubjectFilters(subjects, new byte[0][], new byte[0][]);
    }

    /** @throws IllegalArgumentException when an entry is neither a subject nor a subject and a queue */
    static SubjectFilters ofSubjectsAndQueues(List<String> entries) {
        List<byte[]> subjects = new ArrayList<>();
        List<byte[]> queueSubjects = new ArrayList<>();
        List<byte[]> queues = new ArrayList<>();
        for (String entry : entries) {
            String[] parts = entry.strip().split("\\s+");
            checkSubject(parts.length > 2 ? entry : parts[0], entry);
            if (parts.length == 1) {
                subjects.add(bytes(parts[0]));
            } else {
                if (!Subjects.isValid(parts[1])) {
                    throw new IllegalArgumentException("queue " + Subjects.quote(parts[1]) + " is not a valid queue");
                }
                queueSubjects.add(bytes(parts[0]));
                queues.add(bytes(parts[1]));
            }
        }
        if (entries.isEmpty()) {
            return NONE;
        }
        return new SubjectFilters(
                subjects.toArray(byte[][]::new), queueSubjects.toArray(byte[][]::new), queues.toArray(byte[][]::new));
    }

    boolean isEmpty() {
        return subjects.length == 0 && queues.length == 0;
    }

    /** Whether an entry without queue stands for this published subject. */
    boolean matches(byte[] b, int off, int len) {
        for (byte[] filter : subjects) {
            if (Subjects.matches(filter, 0, filter.length, b, off, len)) {
                return true;
            }
        }
        return false;
    }

    /** Whether an entry without queue stands for everything that a subscription asks for. */
    boolean covers(byte[] subscribed) {
        for (byte[] filter : subjects) {
            if (Subjects.matches(filter, subscribed) && Subjects.covers(filter, subscribed)) {
                return true;
            }
        }
        return false;
    }

    /** Whether there are entries with a queue for this subject. */
    boolean hasQueueFor(byte[] b, int off, int len) {
        for (byte[] filter : queueSubjects) {
            if (Subjects.matches(filter, 0, filter.length, b, off, len)) {
                return true;
            }
        }
        return false;
    }

    /** Whether an entry with a queue stands for this subject and queue; the queue of an entry may have wildcards. */
    boolean matchesQueue(byte[] b, int off, int len, byte[] queue) {
        for (int i = 0; i < queues.length; i++) {
            if (Subjects.matches(queueSubjects[i], 0, queueSubjects[i].length, b, off, len)
                    && Subjects.covers(queues[i], queue)) {
                return true;
            }
        }
        return false;
    }

    /** Whether an entry with a queue stands for everything that a queue subscription asks for. */
    boolean coversQueue(byte[] subscribed, byte[] queue) {
        for (int i = 0; i < queues.length; i++) {
            if (Subjects.covers(queueSubjects[i], subscribed) && Subjects.covers(queues[i], queue)) {
                return true;
            }
        }
        return false;
    }

    /** Whether some message of the subscription could match an entry that concerns its queue. */
    boolean collides(byte[] subscribed, byte @Nullable [] queue) {
        for (byte[] filter : subjects) {
            if (Subjects.collides(filter, subscribed)) {
                return true;
            }
        }
        for (int i = 0; queue != null && i < queues.length; i++) {
            if (Subjects.collides(queueSubjects[i], subscribed) && Subjects.covers(queues[i], queue)) {
                return true;
            }
        }
        return false;
    }

    private static void checkSubject(String subject, String entry) {
        if (!Subjects.isValid(subject)) {
            throw new IllegalArgumentException("subject " + Subjects.quote(entry) + " is not a valid subject");
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
