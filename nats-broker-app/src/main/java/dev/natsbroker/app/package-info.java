/** The server process: the drop-in for the nats-server executable, with Spring Boot's actuator beside it. */
@NullMarked
package dev.natsbroker.app;

import org.jspecify.annotations.NullMarked;
