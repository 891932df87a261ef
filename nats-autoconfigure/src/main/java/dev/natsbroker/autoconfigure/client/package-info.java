/** The client side: connections, templates and listeners from properties. */
@NullMarked
package dev.natsbroker.autoconfigure.client;

import org.jspecify.annotations.NullMarked;
