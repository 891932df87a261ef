/** JetStream of one server: lanes, journals, recovery, and what each account has of it. */
@NullMarked
package dev.natsbroker.broker.jetstream.meta;

import org.jspecify.annotations.NullMarked;
