/** JSON as Go's encoder writes it and as Go's decoder takes it, with Go's texts for what it refuses. */
@NullMarked
package dev.natsbroker.broker.json;

import org.jspecify.annotations.NullMarked;
