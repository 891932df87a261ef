/** Turns objects into payloads and back. */
@NullMarked
package dev.natsbroker.spring.support.converter;

import org.jspecify.annotations.NullMarked;
