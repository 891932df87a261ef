/** Declared streams and consumers against a real broker. */
@NullMarked
package dev.natsbroker.spring.topology;

import org.jspecify.annotations.NullMarked;
