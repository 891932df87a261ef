package dev.natsbroker.broker.jetstream.model;

import static dev.natsbroker.broker.jetstream.model.Refusals.refuseIf;
import static dev.natsbroker.broker.jetstream.model.Refusals.repairs;

import dev.natsbroker.broker.runtime.Durations;
import java.util.Collection;
import java.util.concurrent.TimeUnit;

/**
 * What a stream's configuration must be like, with the texts and in the order of the reference, and the defaults that it
 * gets. Pure functions: they return the configuration as it is to be used or throw {@link JetStreamException}.
 */
public final class StreamConfigRules {
    static final long LEAST_AGE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final long DUPLICATE_WINDOW_NANOS = TimeUnit.MINUTES.toNanos(2);
    private static final int REPLICAS_MAX = 5;
    private static final long UNLIMITED = -1;

    private StreamConfigRules() {}

    /**
     * What a create request must keep before anything is looked up.
     *
     * @param nameInSubject the stream's token in the subject of the request
     */
    public static void checkCreateRequest(StreamConfig request, String nameInSubject) {
        refuseIf(!request.name().equals(nameInSubject), JetStreamError.STREAM_MISMATCH);
        refuseIf(Names.hasPathSeparator(request.name()), JetStreamError.STREAM_NAME_CONTAINS_PATH_SEPARATORS);
        refuseIf(request.sealed(), "stream configuration for create can not be sealed");
        refuseIf(
                request.mirror() == null && request.mirrorDirect(), "stream has no mirror but does have mirror direct");
    }

    /**
     * The configuration of a new stream: checked, with its defaults and the API level that it needs.
     *
     * @param isPedantic whether to refuse what could be repaired
     */
    public static StreamConfig forCreate(
            StreamConfig request, boolean isPedantic, StreamLookup streams, ServerLimits limits) {
        StreamConfig config = checked(request, isPedantic, streams, limits);
        refuseIf(config.numReplicas() > 1, JetStreamError.STREAM_REPLICAS_NOT_SUPPORTED);
        return ApiLevel.stored(config);
    }

    /**
     * What the reference checks only after it has looked for a stream of the same name: filters of origins (10049), and
     * subjects that another stream captures (10065).
     *
     * @param others all other streams of the account
     */
    public static void checkAgainstOthers(StreamConfig config, Collection<StreamConfig> others) {
        StreamOriginRules.checkFilters(config);
        refuseIf(
                others.stream().anyMatch(other -> StreamSubjectRules.collide(config.subjects(), other.subjects())),
                JetStreamError.STREAM_SUBJECT_OVERLAP);
    }

    /** Whether a create request for an existing stream, prepared by {@link #forCreate}, asks for what there is. */
    public static boolean isSame(StreamConfig requested, StreamConfig existing) {
        return withoutLevels(requested).equals(withoutLevels(existing));
    }

    private static StreamConfig withoutLevels(StreamConfig config) {
        return config.toBuilder()
                .metadata(ApiLevel.withoutLevels(config.metadata()))
                .build();
    }

    /** All rules that creating and updating have in common. */
    static StreamConfig checked(StreamConfig request, boolean isPedantic, StreamLookup streams, ServerLimits limits) {
        checkTexts(request);
        StreamConfig config = withNumbers(request, isPedantic);
        config = withDuplicateWindow(config, isPedantic, limits);
        config = StreamFeatureRules.checked(config, isPedantic);
        config = StreamOriginRules.checked(config, isPedantic, streams);
        config = StreamSubjectRules.checked(config);
        checkBytes(config, limits);
        config = StreamTransformRules.checked(config, isPedantic);
        return withoutEmptyPlacement(config);
    }

    private static void checkTexts(StreamConfig config) {
        refuseIf(!Names.isValid(config.name()), "stream name is required and can not contain '.', '*', '>', '\\', '/'");
        refuseIf(Names.isTooLong(config.name()), "stream name is too long, maximum allowed is " + Names.LENGTH_MAX);
        refuseIf(
                Names.lengthOf(config.description()) > Refusals.DESCRIPTION_LENGTH_MAX,
                "stream description is too long, maximum allowed is " + Refusals.DESCRIPTION_LENGTH_MAX);
        refuseIf(
                Refusals.lengthOf(config.metadata()) > Refusals.METADATA_LENGTH_MAX,
                "stream metadata exceeds maximum size of " + Refusals.METADATA_LENGTH_MAX + " bytes");
    }

    private static StreamConfig withNumbers(StreamConfig config, boolean isPedantic) {
        refuseIf(config.numReplicas() > REPLICAS_MAX, "maximum replicas is " + REPLICAS_MAX);
        refuseIf(config.numReplicas() < 0, JetStreamError.REPLICAS_COUNT_CANNOT_BE_NEGATIVE);
        StreamConfig result = config.toBuilder()
                .numReplicas(Math.max(1, config.numReplicas()))
                .maxMsgs(limit(config.maxMsgs(), "max_msgs", isPedantic))
                .maxMsgsPerSubject(limit(config.maxMsgsPerSubject(), "max_msgs_per_subject", isPedantic))
                .maxBytes(limit(config.maxBytes(), "max_bytes", isPedantic))
                .maxMsgSize((int) limit(config.maxMsgSize(), "max_msg_size", isPedantic))
                .maxConsumers(limit(config.maxConsumers(), "max_consumers", isPedantic))
                .build();
        refuseIf(config.maxAgeNanos() < 0, "max age can not be negative");
        refuseIf(config.maxAgeNanos() != 0 && config.maxAgeNanos() < LEAST_AGE_NANOS, "max age needs to be >= 100ms");
        return result;
    }

    private static long limit(long value, String name, boolean isPedantic) {
        if (value < UNLIMITED) {
            repairs(isPedantic, name + " must be set to -1");
        }
        return value == 0 || value < UNLIMITED ? UNLIMITED : value;
    }

    private static StreamConfig withDuplicateWindow(StreamConfig config, boolean isPedantic, ServerLimits limits) {
        boolean copies = config.mirror() != null || !config.sources().isEmpty();
        long window = config.duplicateWindowNanos() == 0 && !copies
                ? defaultDuplicateWindow(config, isPedantic, limits)
                : config.duplicateWindowNanos();
        long windowMax = limits.duplicateWindowNanosMax();
        refuseIf(window < 0, "duplicates window can not be negative");
        refuseIf(
                config.maxAgeNanos() != 0 && window > config.maxAgeNanos(),
                "duplicates window can not be larger then max age");
        refuseIf(
                windowMax > 0 && window > windowMax,
                "duplicates window can not be larger then server limit of " + Durations.text(windowMax));
        refuseIf(window > 0 && window < LEAST_AGE_NANOS, "duplicates window needs to be >= 100ms");
        return config.toBuilder().duplicateWindowNanos(window).build();
    }

    private static long defaultDuplicateWindow(StreamConfig config, boolean isPedantic, ServerLimits limits) {
        long window = DUPLICATE_WINDOW_NANOS;
        if (limits.duplicateWindowNanosMax() > 0 && window > limits.duplicateWindowNanosMax()) {
            repairs(isPedantic, "duplicate window limits are higher than current limits");
            window = limits.duplicateWindowNanosMax();
        }
        if (config.maxAgeNanos() != 0 && config.maxAgeNanos() < window) {
            repairs(isPedantic, "duplicate window cannot be bigger than max age");
            window = config.maxAgeNanos();
        }
        return window;
    }

    private static void checkBytes(StreamConfig config, ServerLimits limits) {
        refuseIf(limits.isMaxBytesRequired() && config.maxBytes() <= 0, JetStreamError.STREAM_MAX_BYTES_REQUIRED);
        long bytesMax = limits.streamBytesMax(config.storage());
        refuseIf(bytesMax > 0 && config.maxBytes() > bytesMax, JetStreamError.STREAM_MAX_STREAM_BYTES_EXCEEDED);
    }

    private static StreamConfig withoutEmptyPlacement(StreamConfig config) {
        Placement placement = config.placement();
        if (placement == null) {
            return config;
        }
        refuseIf(!placement.preferred().isEmpty(), "preferred server not permitted in placement");
        boolean isEmpty = placement.cluster().isEmpty() && placement.tags().isEmpty();
        return isEmpty ? config.toBuilder().placement(null).build() : config;
    }
}
