/** Sessions that expire, in a key-value bucket. */
@NullMarked
package dev.natsbroker.samples.sessionstore;

import org.jspecify.annotations.NullMarked;
