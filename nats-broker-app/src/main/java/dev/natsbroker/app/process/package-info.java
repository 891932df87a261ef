/** What a server process owes to its operating system: signals, the pid file and the ports file. */
@NullMarked
package dev.natsbroker.app.process;

import org.jspecify.annotations.NullMarked;
