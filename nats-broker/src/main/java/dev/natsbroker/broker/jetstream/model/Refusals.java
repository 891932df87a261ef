package dev.natsbroker.broker.jetstream.model;

/** Short forms for what rules say most often. */
final class Refusals {
    static final int DESCRIPTION_LENGTH_MAX = 4096;
    static final int METADATA_LENGTH_MAX = 128 * 1024;

    private Refusals() {}

    /** Error 10052. */
    static JetStreamException invalidConfig(String text) {
        return JetStreamError.STREAM_INVALID_CONFIG.toException(text);
    }

    /** Refuses with error 10052 when the condition holds. */
    static void refuseIf(boolean isWrong, String text) {
        if (isWrong) {
            throw invalidConfig(text);
        }
    }

    /** Refuses with an error that has no arguments. */
    static void refuseIf(boolean isWrong, JetStreamError error) {
        if (isWrong) {
            throw error.toException();
        }
    }

    /** Refuses what would be repaired silently for those who did not ask for pedantry. */
    static void repairs(boolean isPedantic, String text) {
        if (isPedantic) {
            throw JetStreamError.PEDANTIC.toException(text);
        }
    }

    static int lengthOf(java.util.Map<String, String> metadata) {
        return metadata.entrySet().stream()
                .mapToInt(entry -> Names.lengthOf(entry.getKey()) + Names.lengthOf(entry.getValue()))
                .sum();
    }
}
