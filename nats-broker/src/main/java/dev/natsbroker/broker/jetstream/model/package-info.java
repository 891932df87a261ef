/**
 * What JetStream talks about: configurations, infos and errors as immutable values with their JSON, and the rules that a
 * configuration must keep. Pure functions, no threads, no stored state.
 */
@NullMarked
package dev.natsbroker.broker.jetstream.model;

import org.jspecify.annotations.NullMarked;
