package dev.natsbroker.broker.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what another thread does and tells nobody about. */
public final class Await {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long STEP_NANOS = Duration.ofMillis(1).toNanos();

    private Await() {}

    /** Asks {@code condition} again and again until it holds. */
    public static void until(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        boolean holds = condition.getAsBoolean();
        while (!holds && System.nanoTime() < deadline) {
            LockSupport.parkNanos(STEP_NANOS);
            holds = condition.getAsBoolean();
        }
        assertThat(holds).as(what).isTrue();
    }
}
