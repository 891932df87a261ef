/** Connections and templates against a real broker. */
@NullMarked
package dev.natsbroker.spring.core;

import org.jspecify.annotations.NullMarked;
