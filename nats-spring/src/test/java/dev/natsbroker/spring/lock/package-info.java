/** Tests of distributed locks on a real broker. */
@NullMarked
package dev.natsbroker.spring.lock;

import org.jspecify.annotations.NullMarked;
