/** Tests of JetStream listeners. */
@NullMarked
package dev.natsbroker.spring.listener.jetstream;

import org.jspecify.annotations.NullMarked;
