package dev.natsbroker.broker.auth;
/** temp */
public sealed interface AuthResult {
    /** temp */
    record Accepted(UserIdentity identity) implements AuthResult {}
    /** temp */
    record Rejected(String reason) implements AuthResult {}
}
