package dev.natsbroker.spring.service;

import java.util.Map;
import java.util.regex.Pattern;
import org.springframework.util.Assert;

/**
 * What a service says of itself.
 *
 * @param name letters, digits, {@code -} and {@code _}
 * @param version by Semantic Versioning
 * @param description for people, may be empty
 * @param metadata whatever else
 */
public record ServiceDescription(String name, String version, String description, Map<String, String> metadata) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]+");
    private static final Pattern VERSION =
            Pattern.compile("(0|[1-9]\\d*)\\.(0|[1-9]\\d*)\\.(0|[1-9]\\d*)(-[0-9A-Za-z.-]+)?(\\+[0-9A-Za-z.-]+)?");

    /** Checks what ADR-32 says of names and versions. */
    public ServiceDescription {
        requireName("service", name);
        Assert.isTrue(
                VERSION.matcher(version).matches(),
                () -> "Version '" + version + "' of service '" + name + "' is not allowed; it must be like 1.0.0");
        metadata = Map.copyOf(metadata);
    }

    static void requireName(String what, String name) {
        Assert.isTrue(
                NAME.matcher(name).matches(),
                () -> "Name '" + name + "' of a " + what
                        + " is not allowed; it must have letters, digits, '-' and '_' only");
    }
}
