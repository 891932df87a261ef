/** The client side in application contexts. */
@NullMarked
package dev.natsbroker.autoconfigure.client;

import org.jspecify.annotations.NullMarked;
