/** Runs a broker beside JUnit tests. */
@NullMarked
package dev.natsbroker.test;

import org.jspecify.annotations.NullMarked;
