/** From a published message to its receivers: matching, queue groups and fan-out. */
@NullMarked
package dev.natsbroker.broker.routing;

import org.jspecify.annotations.NullMarked;
