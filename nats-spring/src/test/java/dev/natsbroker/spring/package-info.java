/** Fixtures of the tests. */
@NullMarked
package dev.natsbroker.spring;

import org.jspecify.annotations.NullMarked;
