/** Tests of the broker in an application context. */
@NullMarked
package dev.natsbroker.autoconfigure.broker;

import org.jspecify.annotations.NullMarked;
