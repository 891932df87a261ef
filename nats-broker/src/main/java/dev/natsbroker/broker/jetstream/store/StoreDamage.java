package dev.natsbroker.broker.jetstream.store;

import java.util.List;

/**
 * What a store could not read: shown as {@code lost} in the stream's state.
 *
 * @param sequences the sequences known to be lost, ascending
 * @param bytes how many bytes of files were damaged
 * @param reports one line for each place, for the log
 */
public record StoreDamage(List<Long> sequences, long bytes, List<String> reports) {}
