/** The monitoring pages, asked for over HTTP as operators' tools do. */
@NullMarked
package dev.natsbroker.broker.monitoring;

import org.jspecify.annotations.NullMarked;
