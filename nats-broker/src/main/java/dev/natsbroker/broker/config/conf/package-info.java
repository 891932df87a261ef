/** The language of nats.conf files: text in, a tree of values with their positions out. */
@NullMarked
package dev.natsbroker.broker.config.conf;

import org.jspecify.annotations.NullMarked;
