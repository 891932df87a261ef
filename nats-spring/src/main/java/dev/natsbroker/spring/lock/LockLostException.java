package dev.natsbroker.spring.lock;

import dev.natsbroker.spring.NatsException;

/** The lease of a lock ran out, or somebody took the lock, while it was thought to be held: others may have worked too. */
public class LockLostException extends NatsException {
    private static final long serialVersionUID = 1L;

    private final String lock;

    /** A lock that was lost. */
    public LockLostException(String lock, long fencingToken) {
        super("Lock '" + lock + "' with fencing token " + fencingToken
                + " was lost before it was released: its lease could not be renewed in time, or it was taken away. Another"
                + " owner may have worked meanwhile; undo or check what was done since");
        this.lock = lock;
    }

    /** Name of the lock. */
    public String getLock() {
        return lock;
    }
}
