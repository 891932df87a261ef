/** Clock, timers, log and counters: what every part needs from the process it runs in. */
@NullMarked
package dev.natsbroker.broker.runtime;

import org.jspecify.annotations.NullMarked;
