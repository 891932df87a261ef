package dev.natsbroker.broker.message;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The sender of a message as advisories show it.
 *
 * @param start when it connected
 * @param host its address
 * @param id its connection id
 * @param account its account
 * @param user its user name, if it has one
 * @param name the name that it gave itself
 * @param language the language of its client library
 * @param version the version of its client library
 * @param roundTripNanos the last measured round trip, 0 if none
 */
public record OriginInfo(
        Instant start,
        String host,
        long id,
        String account,
        @Nullable String user,
        @Nullable String name,
        @Nullable String language,
        @Nullable String version,
        long roundTripNanos) {}
