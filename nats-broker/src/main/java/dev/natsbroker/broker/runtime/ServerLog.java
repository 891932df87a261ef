package dev.natsbroker.broker.runtime;

/**
 * Where the broker's operational log goes. The texts are those that operators' tools know from nats-server; the form of a
 * line is the implementation's choice. Implementations are thread-safe and never throw.
 */
public interface ServerLog {
    /** The level of a line, with the label that nats-server prints for it. */
    enum Level {
        /** Normal operation. */
        INFO("INF"),
        /** Something an operator should look at. */
        WARN("WRN"),
        /** Something failed; the server goes on. */
        ERROR("ERR"),
        /** The server cannot go on. */
        FATAL("FTL"),
        /** Connections and decisions, with {@code -D}. */
        DEBUG("DBG"),
        /** The protocol itself, with {@code -V}. */
        TRACE("TRC");

        private final String label;

        Level(String label) {
            this.label = label;
        }

        /** The three letters in a log line. */
        public String label() {
            return label;
        }
    }

    /** Writes one line if the level is on. */
    void write(Level level, String text);

    /** Whether lines of this level are written; callers ask before they build costly texts. */
    boolean isEnabled(Level level);

    /** Writes a line of level {@link Level#INFO}. */
    default void info(String text) {
        write(Level.INFO, text);
    }

    /** Writes a line of level {@link Level#WARN}. */
    default void warn(String text) {
        write(Level.WARN, text);
    }

    /** Writes a line of level {@link Level#ERROR}. */
    default void error(String text) {
        write(Level.ERROR, text);
    }

    /** Writes a line of level {@link Level#FATAL}. */
    default void fatal(String text) {
        write(Level.FATAL, text);
    }

    /** Writes a line of level {@link Level#DEBUG}. */
    default void debug(String text) {
        write(Level.DEBUG, text);
    }

    /** Writes a line of level {@link Level#TRACE}. */
    default void trace(String text) {
        write(Level.TRACE, text);
    }
}
