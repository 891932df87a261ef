/** The options of the broker as immutable records, and the sources that fill them: file, command line and code. */
@NullMarked
package dev.natsbroker.broker.config;

import org.jspecify.annotations.NullMarked;
