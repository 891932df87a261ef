/** Containers that consume from JetStream: acknowledgement, retries, dead letters, declared consumers. */
@NullMarked
package dev.natsbroker.spring.listener.jetstream;

import org.jspecify.annotations.NullMarked;
