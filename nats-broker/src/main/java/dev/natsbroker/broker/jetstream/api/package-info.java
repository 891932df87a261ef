/** The API of JetStream, {@code $JS.API}: requests in, answers out, on a lane of its own. */
@NullMarked
package dev.natsbroker.broker.jetstream.api;

import org.jspecify.annotations.NullMarked;
