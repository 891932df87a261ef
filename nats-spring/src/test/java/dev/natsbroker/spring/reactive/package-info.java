/** Tests of the reactive templates on a real broker. */
@NullMarked
package dev.natsbroker.spring.reactive;

import org.jspecify.annotations.NullMarked;
