/** Micrometer observations of what is sent and received, with trace context in the headers. */
@NullMarked
package dev.natsbroker.spring.observation;

import org.jspecify.annotations.NullMarked;
