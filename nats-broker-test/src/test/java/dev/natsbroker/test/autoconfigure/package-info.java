/** An application, and tests of its NATS part. */
@NullMarked
package dev.natsbroker.test.autoconfigure;

import org.jspecify.annotations.NullMarked;
