/** What clients see on the wire, verb by verb. The same tests run against a nats-server on demand: see TestServer. */
@NullMarked
package dev.natsbroker.broker.conformance;

import org.jspecify.annotations.NullMarked;
