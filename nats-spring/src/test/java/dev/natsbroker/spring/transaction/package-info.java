/** Tests of publishing after the commit on a real broker. */
@NullMarked
package dev.natsbroker.spring.transaction;

import org.jspecify.annotations.NullMarked;
