/** Distributed locks with leases and fencing tokens, on a key-value bucket. */
@NullMarked
package dev.natsbroker.spring.lock;

import org.jspecify.annotations.NullMarked;
