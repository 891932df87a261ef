/** Tests of object stores on a real broker. */
@NullMarked
package dev.natsbroker.spring.object;

import org.jspecify.annotations.NullMarked;
