package dev.natsbroker.broker.jetstream.meta;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;

/** Sorts names by their bytes, as lists of the API are. */
final class Utf8Order {
    static final Comparator<String> INSTANCE =
            (a, b) -> Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));

    private Utf8Order() {}
}
