/** The actuator endpoint of connections and listeners. */
@NullMarked
package dev.natsbroker.autoconfigure.endpoint;

import org.jspecify.annotations.NullMarked;
