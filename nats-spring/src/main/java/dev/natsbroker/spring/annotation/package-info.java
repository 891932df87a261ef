/** Annotations for listeners, and what finds them on beans. */
@NullMarked
package dev.natsbroker.spring.annotation;

import org.jspecify.annotations.NullMarked;
