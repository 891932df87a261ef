/** Runs a broker beside JUnit and Spring tests, moves its time, breaks it, and tells what it saw. */
@NullMarked
package dev.natsbroker.test;

import org.jspecify.annotations.NullMarked;
