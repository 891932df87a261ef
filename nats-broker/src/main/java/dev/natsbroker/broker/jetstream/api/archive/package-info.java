/** The format of snapshots: framed S2 around the entries of a stream. */
@NullMarked
package dev.natsbroker.broker.jetstream.api.archive;

import org.jspecify.annotations.NullMarked;
