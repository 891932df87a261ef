/** Consumers: delivery by pull and push, acknowledgements, redelivery, priority groups, flow control. */
@NullMarked
package dev.natsbroker.broker.jetstream.consumer;

import org.jspecify.annotations.NullMarked;
