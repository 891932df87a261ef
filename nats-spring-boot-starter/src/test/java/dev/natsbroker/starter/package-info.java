/** The integration suite: applications as users write them, against our broker or another NATS server. */
@NullMarked
package dev.natsbroker.starter;

import org.jspecify.annotations.NullMarked;
