/** Brings the log lines of libraries into the broker's log. */
@NullMarked
package dev.natsbroker.app.logging;

import org.jspecify.annotations.NullMarked;
