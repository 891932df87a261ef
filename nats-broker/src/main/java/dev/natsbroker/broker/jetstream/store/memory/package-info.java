/** The store of streams that live in memory. */
@NullMarked
package dev.natsbroker.broker.jetstream.store.memory;

import org.jspecify.annotations.NullMarked;
