/** Listeners on Reactor Netty: TCP and TLS, event loops and pipelines. */
@NullMarked
package dev.natsbroker.broker.transport;

import org.jspecify.annotations.NullMarked;
