/** Streams: what is published is checked, stored, limited, retained, mirrored and answered here. */
@NullMarked
package dev.natsbroker.broker.jetstream.stream;

import org.jspecify.annotations.NullMarked;
