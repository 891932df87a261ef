/** Tests of the listeners through real sockets. */
@NullMarked
package dev.natsbroker.broker.transport;

import org.jspecify.annotations.NullMarked;
