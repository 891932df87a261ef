/** The monitoring pages (varz, connz, subsz, ...) as records, and the HTTP server that shows them. */
@NullMarked
package dev.natsbroker.broker.monitoring;

import org.jspecify.annotations.NullMarked;
