/** Client connections: handshake, subscriptions, outbound queue and slow-consumer handling. */
@NullMarked
package dev.natsbroker.broker.connection;

import org.jspecify.annotations.NullMarked;
