/** Tests of the actuator endpoint. */
@NullMarked
package dev.natsbroker.autoconfigure.endpoint;

import org.jspecify.annotations.NullMarked;
