/** The broker: builder, life cycle and the wiring of all parts. */
@NullMarked
package dev.natsbroker.broker;

import org.jspecify.annotations.NullMarked;
