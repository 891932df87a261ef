package dev.natsbroker.spring.core;

/** What the start of the application does about a connection. */
public enum StartupMode {
    /**
     * Begins to connect, and waits only for the first attempt, at most a second; if that fails, goes on trying in the background
     * until there is a connection.
     */
    BACKGROUND,

    /** Waits for the connection, trying again and again; fails when the time is over. */
    WAIT,

    /** Tries each server once, and fails if none takes the connection. */
    FAIL_FAST
}
