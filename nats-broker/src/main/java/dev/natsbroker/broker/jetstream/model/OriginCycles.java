package dev.natsbroker.broker.jetstream.model;

import static dev.natsbroker.broker.jetstream.model.Refusals.refuseIf;

import dev.natsbroker.broker.subject.Subjects;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/** Follows mirrors and sources, breadth first, to see whether a message could come back to where it was. */
final class OriginCycles {
    private final StreamLookup streams;
    private final Set<String> visited = new HashSet<>();
    private final Deque<StreamConfig> toVisit = new ArrayDeque<>();

    private OriginCycles(StreamLookup streams) {
        this.streams = streams;
    }

    static void refuse(StreamConfig config, StreamLookup streams) {
        OriginCycles cycles = new OriginCycles(streams);
        cycles.toVisit.add(config);
        while (!cycles.toVisit.isEmpty()) {
            cycles.visit(cycles.toVisit.remove());
        }
    }

    private void visit(StreamConfig config) {
        visited.add(config.name());
        for (StreamSource source : config.sources()) {
            follow(source, mayCarry(config, source));
        }
        StreamSource mirror = config.mirror();
        if (mirror != null) {
            follow(mirror, true);
        }
    }

    private void follow(StreamSource origin, boolean closesCycle) {
        if (origin.external() != null) {
            return;
        }
        if (visited.contains(origin.name())) {
            refuseIf(closesCycle, "detected cycle");
            return;
        }
        StreamConfig stream = streams.find(origin.name());
        if (stream != null) {
            toVisit.add(stream);
        }
    }

    private static boolean mayCarry(StreamConfig config, StreamSource source) {
        String filter = source.filterSubject();
        return filter.isEmpty() || config.subjects().stream().anyMatch(subject -> Subjects.collides(subject, filter));
    }
}
