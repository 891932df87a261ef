/** Tests of caches on a real broker. */
@NullMarked
package dev.natsbroker.spring.cache;

import org.jspecify.annotations.NullMarked;
