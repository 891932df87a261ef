package dev.natsbroker.broker.config.conf;

/**
 * A place in a configuration file, counted as nats-server does.
 *
 * @param file path of the file as it was opened
 * @param line line, from 1
 * @param column byte in the line: from 0 on the first line, from 1 on the others
 */
public record ConfigPosition(String file, int line, int column) {

    /** {@code file:line:column}. */
    @Override
    public String toString() {
        return file + ":" + line + ":" + column;
    }
}
