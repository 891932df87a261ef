/** Tests of the server as a process, as supervisors and test harnesses drive it. */
@NullMarked
package dev.natsbroker.app;

import org.jspecify.annotations.NullMarked;
