/** Tests of the meters of connections and listeners. */
@NullMarked
package dev.natsbroker.autoconfigure.metrics;

import org.jspecify.annotations.NullMarked;
