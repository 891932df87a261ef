package dev.natsbroker.broker.jetstream.meta;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What the client, the models of streams and the device share. */
final class Facts {
    /** What may be in streams: subject and payload of what was published. */
    final Set<String> published = new HashSet<>();

    /** Whether the device was full at some time of the present life: what comes by itself may be missing. */
    boolean wasFull;

    private final Map<String, Set<String>> stored = new HashMap<>();
    private final Map<String, Set<Instant>> created = new HashMap<>();

    /** A stream was seen with these messages, behind those it was seen with before. */
    void seen(StreamSnapshot stream, long from) {
        String name = stream.config().name();
        created.computeIfAbsent(name, each -> new TreeSet<>()).add(stream.created());
        Set<String> all = stored.computeIfAbsent(name, each -> new HashSet<>());
        stream.messages().tailMap(from).forEach((sequence, message) -> all.add(sequence + "|" + message.text()));
    }

    /** Whether a stream of that name has ever had this message there. */
    boolean wasSeen(String stream, long sequence, String text) {
        return stored.getOrDefault(stream, Set.of()).contains(sequence + "|" + text);
    }

    /** How many streams of that name there have been. */
    int creations(String stream) {
        return created.getOrDefault(stream, Set.of()).size();
    }
}
