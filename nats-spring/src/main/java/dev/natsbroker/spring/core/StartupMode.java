package dev.natsbroker.spring.core;

/** What the start of the application does about a connection. */
public enum StartupMode {
    /** Begins to connect and does not wait; goes on trying until there is a connection. */
    BACKGROUND,

    /** Waits for the connection, trying again and again; fails when the time is over. */
    WAIT,

    /** Tries each server once, and fails if none takes the connection. */
    FAIL_FAST
}
