/** Measures a NATS server from outside: load over the wire, and the server's own processor time for each message. */
@NullMarked
package dev.natsbroker.bench;

import org.jspecify.annotations.NullMarked;
