/** NATS for Spring applications; here is what all its packages share. */
@NullMarked
package dev.natsbroker.spring;

import org.jspecify.annotations.NullMarked;
