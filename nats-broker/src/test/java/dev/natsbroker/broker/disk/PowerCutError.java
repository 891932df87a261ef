package dev.natsbroker.broker.disk;

/** The simulated machine has lost its power in the middle of an operation; an {@link Error}, so that nobody handles it. */
public final class PowerCutError extends Error {
    private static final long serialVersionUID = 1L;

    PowerCutError(String message) {
        super(message);
    }
}
