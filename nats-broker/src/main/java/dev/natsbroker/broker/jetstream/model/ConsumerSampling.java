package dev.natsbroker.broker.jetstream.model;

import dev.natsbroker.broker.json.GoQuote;

/** How many acknowledgements of a consumer are reported: {@code "25"} or {@code "25%"}. */
public final class ConsumerSampling {
    private ConsumerSampling() {}

    /** The percentage, 0 for none; the text has passed the rules. */
    public static int percentOf(String frequency) {
        return frequency.isEmpty() ? 0 : Integer.parseInt(number(frequency));
    }

    static void check(String frequency) {
        if (frequency.isEmpty()) {
            return;
        }
        String number = number(frequency);
        try {
            if (Integer.parseInt(number) < 0) {
                throw JetStreamError.CONSUMER_INVALID_SAMPLING.toException("<nil>");
            }
        } catch (NumberFormatException e) {
            throw JetStreamError.CONSUMER_INVALID_SAMPLING.toException(
                    "strconv.Atoi: parsing " + GoQuote.text(number) + ": invalid syntax");
        }
    }

    private static String number(String frequency) {
        return frequency.endsWith("%") ? frequency.substring(0, frequency.length() - 1) : frequency;
    }
}
