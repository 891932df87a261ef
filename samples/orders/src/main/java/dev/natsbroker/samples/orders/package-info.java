/** Publish, queue groups and wildcards. */
@NullMarked
package dev.natsbroker.samples.orders;

import org.jspecify.annotations.NullMarked;
