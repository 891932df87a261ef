package dev.natsbroker.broker.jetstream.model;

import java.util.random.RandomGenerator;

/**
 * Makes ids in the form of NATS's NUIDs and the names of consumers that have none. As thread-safe as its generator; ids are
 * as unique as its numbers are random.
 */
public final class Nuid {
    static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private static final int ID_LENGTH = 22;
    private static final int NAME_LENGTH = 8;

    private final RandomGenerator random;

    public Nuid(RandomGenerator random) {
        this.random = random;
    }

    /** 22 letters and digits. */
    public String next() {
        return text(ID_LENGTH);
    }

    /** Eight letters and digits: a name for a consumer. */
    public String nextConsumerName() {
        return text(NAME_LENGTH);
    }

    private String text(int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(DIGITS.charAt(random.nextInt(DIGITS.length())));
        }
        return text.toString();
    }
}
