/**
 * JetStream of one server: lanes, journals, recovery; and what each account has of it: the registries of streams and consumers, limits
 * and usage.
 */
@NullMarked
package dev.natsbroker.broker.jetstream.meta;

import org.jspecify.annotations.NullMarked;
