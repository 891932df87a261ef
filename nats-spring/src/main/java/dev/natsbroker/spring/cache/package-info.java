/** Spring's cache abstraction on a key-value bucket. */
@NullMarked
package dev.natsbroker.spring.cache;

import org.jspecify.annotations.NullMarked;
