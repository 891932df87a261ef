package dev.natsbroker.spring.listener;

/** Where the container of a listener is in its life. */
public enum ListenerState {
    /** Not started, or stopped. */
    STOPPED,
    /** Started, and waits for the connection or for the server's answers. */
    STARTING,
    /** Receives messages, unless it is paused. */
    RUNNING,
    /** Takes no more messages; handlers that run may end. */
    STOPPING,
    /** Could not be started; the log says why. Starting it again tries again. */
    FAILED
}
