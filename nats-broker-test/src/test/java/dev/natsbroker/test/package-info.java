/** Tests of the JUnit extension. */
@NullMarked
package dev.natsbroker.test;

import org.jspecify.annotations.NullMarked;
