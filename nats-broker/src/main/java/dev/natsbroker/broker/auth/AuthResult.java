package dev.natsbroker.broker.auth;

/** The answer to a client's credentials. */
public sealed interface AuthResult {

    /**
     * The client is in.
     *
     * @param identity who it is
     */
    record Accepted(UserIdentity identity) implements AuthResult {}

    /**
     * The client is turned away with {@code Authorization Violation}, which tells no details.
     *
     * @param reason for the log only
     */
    record Rejected(String reason) implements AuthResult {}
}
