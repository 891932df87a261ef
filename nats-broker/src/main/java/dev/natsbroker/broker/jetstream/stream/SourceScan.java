package dev.natsbroker.broker.jetstream.stream;

import dev.natsbroker.broker.jetstream.model.StreamSource;
import dev.natsbroker.broker.jetstream.store.StoredMessage;
import dev.natsbroker.broker.jetstream.store.StreamStore;
import dev.natsbroker.broker.jetstream.store.SubjectFilter;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds how far the sources of a stream had come: reads backwards from its end until each source has shown a message. Looks only at
 * subjects that the sources write to, in several turns of the lane. Owned by the lane; used once.
 */
final class SourceScan {
    private static final int TURN = 1_024;

    private final Stream stream;
    private final List<SourceLink> wanted;
    private final List<SourceLink> all;
    private final Runnable onEnd;
    private final StoredMessage message = new StoredMessage();
    private final PublishHeaders headers = new PublishHeaders();
    private SubjectFilter filter = SubjectFilter.ALL;
    private boolean cancelled;

    SourceScan(Stream stream, List<SourceLink> links, Runnable onEnd) {
        this.stream = stream;
        this.all = List.copyOf(links);
        this.wanted = new ArrayList<>(links);
        this.onEnd = onEnd;
    }

    List<SourceLink> links() {
        return all;
    }

    void cancel() {
        cancelled = true;
    }

    void start() {
        narrow();
        turn(stream.store().lastSequence());
    }

    private void turn(long from) {
        StreamStore store = stream.store();
        long sequence = from;
        for (int i = 0; i < TURN && !wanted.isEmpty() && !cancelled; i++) {
            sequence = sequence <= 0 ? 0 : store.lastMatching(filter, sequence);
            if (sequence == 0) {
                wanted.clear();
            } else {
                look(store, sequence);
                sequence--;
            }
        }
        if (!wanted.isEmpty() && !cancelled) {
            long next = sequence;
            stream.lane().lane().execute(() -> turn(next));
        } else if (!cancelled) {
            onEnd.run();
        }
    }

    private void look(StreamStore store, long sequence) {
        if (!store.read(sequence, message) || message.headersLength() == 0) {
            return;
        }
        headers.scan(message.buffer(), message.headersOffset(), message.headersLength());
        if (!headers.hasValue(PublishHeader.STREAM_SOURCE)) {
            return;
        }
        SourceHeader found = SourceHeader.parse(headers.text(PublishHeader.STREAM_SOURCE));
        boolean any = found != null
                && wanted.removeIf(link -> {
                    boolean is = link.isOf(found);
                    if (is) {
                        link.resume(found);
                    }
                    return is;
                });
        if (any) {
            narrow();
        }
    }

    private void narrow() {
        List<String> subjects = new ArrayList<>();
        for (SourceLink link : wanted) {
            subjects.addAll(subjectsOf(link.source));
        }
        // What rewrites subjects makes them unpredictable.
        filter = stream.config().subjectTransform() != null ? SubjectFilter.ALL : SubjectFilter.of(subjects);
    }

    private static List<String> subjectsOf(StreamSource source) {
        if (source.subjectTransforms().isEmpty()) {
            return List.of(source.filterSubject());
        }
        return source.subjectTransforms().stream()
                .map(each -> each.destination().isEmpty() ? each.source() : literal(each.destination()))
                .toList();
    }

    private static String literal(String destination) {
        return destination.contains("{{") || destination.contains("$") ? ">" : destination;
    }
}
