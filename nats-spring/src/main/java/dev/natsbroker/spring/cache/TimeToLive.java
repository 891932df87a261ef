package dev.natsbroker.spring.cache;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Decides how long an entry lives. */
@FunctionalInterface
public interface TimeToLive {
    /**
     * Time after which the entry goes away: whole seconds, at least one (a fraction is rounded up); null for never.
     *
     * @param value the value, null if null is cached
     */
    @Nullable
    Duration of(Object key, @Nullable Object value);
}
