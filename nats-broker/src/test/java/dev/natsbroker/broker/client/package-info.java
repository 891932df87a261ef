/** The official Java client against the broker. */
@NullMarked
package dev.natsbroker.broker.client;

import org.jspecify.annotations.NullMarked;
