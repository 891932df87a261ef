/** Tests of the health of connections. */
@NullMarked
package dev.natsbroker.autoconfigure.health;

import org.jspecify.annotations.NullMarked;
