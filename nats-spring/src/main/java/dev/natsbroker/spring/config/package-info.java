/** From what an annotation or an application says of a listener to its container: endpoints, their registry, defaults. */
@NullMarked
package dev.natsbroker.spring.config;

import org.jspecify.annotations.NullMarked;
