/** A stream processed with retries and dead letters. */
@NullMarked
package dev.natsbroker.samples.orderprocessing;

import org.jspecify.annotations.NullMarked;
