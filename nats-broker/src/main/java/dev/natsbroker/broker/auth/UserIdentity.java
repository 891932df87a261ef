package dev.natsbroker.broker.auth;

import org.jspecify.annotations.Nullable;

/** temp */
public record UserIdentity(
        @Nullable String name, String accountName, @Nullable Permissions permissions) {
    public String logName() {
        return "User " + name;
    }
}
