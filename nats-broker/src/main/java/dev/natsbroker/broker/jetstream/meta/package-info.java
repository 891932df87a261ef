/** Which streams and consumers there are: the registries of the accounts, their limits and what they use. */
@NullMarked
package dev.natsbroker.broker.jetstream.meta;

import org.jspecify.annotations.NullMarked;
