package dev.natsbroker.test;

import dev.natsbroker.autoconfigure.client.NatsConnectionDetails;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How an application under test gets to its account. */
record EmbeddedNatsConnectionDetails(String server, TestAccount.Login login) implements NatsConnectionDetails {
    static EmbeddedNatsConnectionDetails of(TestAccount account) {
        return new EmbeddedNatsConnectionDetails(account.broker().clientUri().toString(), account.login());
    }

    @Override
    public List<String> getServers() {
        return List.of(server);
    }

    /** So that no test reaches the servers that the application has elsewhere. */
    @Override
    public boolean isForAllConnections() {
        return true;
    }

    @Override
    public @Nullable String getUsername() {
        return login.user();
    }

    @Override
    public @Nullable String getPassword() {
        return login.password();
    }

    @Override
    public @Nullable String getToken() {
        return login.token();
    }
}
