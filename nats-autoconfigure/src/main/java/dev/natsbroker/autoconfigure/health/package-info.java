/** Health of the connections. */
@NullMarked
package dev.natsbroker.autoconfigure.health;

import org.jspecify.annotations.NullMarked;
