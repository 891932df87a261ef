/** Typed clients: interfaces whose methods publish and request. */
@NullMarked
package dev.natsbroker.spring.exchange;

import org.jspecify.annotations.NullMarked;
