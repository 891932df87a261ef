/** Thin templates with {@code Mono} and {@code Flux}; blocking calls of the client library run on the bounded elastic scheduler. */
@NullMarked
package dev.natsbroker.spring.reactive;

import org.jspecify.annotations.NullMarked;
