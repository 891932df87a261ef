/** Connections, templates and the exceptions that they throw. */
@NullMarked
package dev.natsbroker.spring.core;

import org.jspecify.annotations.NullMarked;
