/** Lanes: threads that each own the state of many streams, and the way of messages to them. */
@NullMarked
package dev.natsbroker.broker.lane;

import org.jspecify.annotations.NullMarked;
