/** Benchmarks of the engine's package of the same name: they stand there, so that nothing has to be public for them. */
@NullMarked
package dev.natsbroker.broker.protocol;

import org.jspecify.annotations.NullMarked;
