package dev.natsbroker.spring.lock;

/** Told once of each lock that is lost while it is held, on a thread of the registry, which it may block. */
@FunctionalInterface
public interface LockLostListener {
    /** The lock is lost: what it protects must stop. */
    void lockLost(String lock, long fencingToken);
}
