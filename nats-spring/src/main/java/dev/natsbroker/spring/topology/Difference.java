package dev.natsbroker.spring.topology;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A field of a stream or consumer that is not as wanted.
 *
 * @param field the server's name of it
 * @param existing what the server has
 * @param wanted what the application wants
 */
public record Difference(String field, String existing, String wanted) implements Serializable {
    static String describe(List<Difference> differences) {
        return differences.stream().map(Difference::toString).collect(Collectors.joining("; "));
    }

    @Override
    public String toString() {
        return field + " is " + existing + ", wanted is " + wanted;
    }
}
