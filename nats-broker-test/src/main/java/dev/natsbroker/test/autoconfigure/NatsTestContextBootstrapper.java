package dev.natsbroker.test.autoconfigure;

import org.springframework.boot.test.autoconfigure.TestSliceTestContextBootstrapper;

/** Makes the contexts of {@link NatsTest}. */
final class NatsTestContextBootstrapper extends TestSliceTestContextBootstrapper<NatsTest> {}
