package dev.natsbroker.broker.jetstream.stream;

import dev.natsbroker.broker.jetstream.model.StreamConfig;
import dev.natsbroker.broker.jetstream.model.StreamSource;
import dev.natsbroker.broker.jetstream.model.StreamSourceInfo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Where a stream gets messages from besides its subjects: the stream that it mirrors, or its sources. Owned by the lane. */
final class StreamOrigins {
    private final Stream stream;
    private final Map<String, SourceLink> sources = new LinkedHashMap<>();
    private final List<SourceScan> scans = new ArrayList<>();
    private @Nullable MirrorLink mirror;

    StreamOrigins(Stream stream) {
        this.stream = stream;
    }

    /** Connects to the origins of the configuration. */
    void start() {
        StreamSource origin = stream.config().mirror();
        if (origin != null) {
            startMirror(origin);
        }
        addSources(stream.config().sources());
    }

    private void startMirror(StreamSource origin) {
        MirrorLink link = new MirrorLink(stream, origin);
        mirror = link;
        link.connectSoon();
    }

    private void addSources(List<StreamSource> configured) {
        List<SourceLink> added = new ArrayList<>();
        for (StreamSource source : configured) {
            String index = SourceHeader.indexOf(source);
            if (!sources.containsKey(index)) {
                SourceLink link = new SourceLink(stream, source, isNamedTwice(source, configured));
                sources.put(index, link);
                added.add(link);
            }
        }
        if (!added.isEmpty()) {
            SourceScan scan = new SourceScan(stream, added, () -> added.forEach(SourceLink::connectSoon));
            scans.add(scan);
            scan.start();
        }
    }

    private static boolean isNamedTwice(StreamSource source, List<StreamSource> configured) {
        return configured.stream()
                        .filter(other -> other.name().equals(source.name()))
                        .count()
                > 1;
    }

    /** The configuration has changed: connects to new origins, leaves those that are gone. */
    void updated(StreamConfig before) {
        StreamConfig config = stream.config();
        MirrorLink link = mirror;
        if (link != null && !Objects.equals(before.mirror(), config.mirror())) {
            link.stop(true);
            mirror = null;
        }
        StreamSource origin = config.mirror();
        if (origin != null && mirror == null) {
            startMirror(origin);
        }
        if (!before.sources().equals(config.sources())) {
            updateSources(config.sources());
        }
    }

    private void updateSources(List<StreamSource> configured) {
        List<String> kept = new ArrayList<>();
        for (StreamSource source : configured) {
            SourceLink link = sources.get(SourceHeader.indexOf(source));
            // A change of the start alone does not matter any more; one of the way to the origin does.
            if (link != null
                    && Objects.equals(link.source.external(), source.external())
                    && Objects.equals(link.source.consumer(), source.consumer())) {
                kept.add(link.index());
            }
        }
        sources.values().removeIf(link -> {
            boolean gone = !kept.contains(link.index());
            if (gone) {
                link.stop(true);
            }
            return gone;
        });
        addSources(configured);
    }

    /** Leaves all origins; if the stream is {@code deleted}, also removes what it has there. */
    void stop(boolean deleted) {
        scans.forEach(SourceScan::cancel);
        scans.clear();
        MirrorLink link = mirror;
        if (link != null) {
            link.stop(deleted);
            mirror = null;
        }
        sources.values().forEach(source -> source.stop(deleted));
        sources.clear();
    }

    /** How far the mirror has come, or null if the stream is none. */
    @Nullable
    StreamSourceInfo mirrorInfo() {
        MirrorLink link = mirror;
        return link == null ? null : link.info(0);
    }

    /** How far the sources have come. */
    List<StreamSourceInfo> sourceInfos() {
        return sources.values().stream()
                .map(link -> link.info(link.originSequence))
                .toList();
    }
}
