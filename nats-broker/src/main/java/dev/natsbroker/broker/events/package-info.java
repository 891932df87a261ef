/** What the server tells by itself: advisories, as records, and the port through which they leave. */
@NullMarked
package dev.natsbroker.broker.events;

import org.jspecify.annotations.NullMarked;
