package dev.natsbroker.broker.jetstream.consumer;

import java.util.random.RandomGenerator;

/** Identifiers of 22 letters and digits, as NATS uses them. */
final class Nuid {
    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int LENGTH = 22;

    private Nuid() {}

    static String next(RandomGenerator random) {
        return letters(random, LENGTH);
    }

    static String letters(RandomGenerator random, int count) {
        StringBuilder text = new StringBuilder(count);
        for (int i = 0; i < count; i++) {
            text.append(DIGITS.charAt(random.nextInt(DIGITS.length())));
        }
        return text.toString();
    }
}
