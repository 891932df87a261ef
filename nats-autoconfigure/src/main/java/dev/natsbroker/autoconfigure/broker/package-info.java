/** Hosts a broker in a Spring application context. */
@NullMarked
package dev.natsbroker.autoconfigure.broker;

import org.jspecify.annotations.NullMarked;
