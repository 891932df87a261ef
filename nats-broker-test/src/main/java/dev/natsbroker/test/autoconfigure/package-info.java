/** Tests of the NATS part of a Spring Boot application alone. */
@NullMarked
package dev.natsbroker.test.autoconfigure;

import org.jspecify.annotations.NullMarked;
