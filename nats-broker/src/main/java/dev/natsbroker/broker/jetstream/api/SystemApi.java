package dev.natsbroker.broker.jetstream.api;

import dev.natsbroker.broker.jetstream.meta.JetStreamAccount;
import dev.natsbroker.broker.jetstream.meta.StreamEntry;
import dev.natsbroker.broker.jetstream.model.JetStreamError;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The API in the account of the server itself, which has no JetStream. Requests about the cluster get no answer from a lone server.
 * Owned by the control lane.
 */
final class SystemApi {
    private static final String ACCOUNT_PURGE = "ACCOUNT.PURGE.";

    private final Function<String, @Nullable JetStreamAccount> accounts;

    SystemApi(Function<String, @Nullable JetStreamAccount> accounts) {
        this.accounts = accounts;
    }

    ApiResponse answer(ApiRequest request) {
        String name = request.name();
        if (name.startsWith(ACCOUNT_PURGE) && request.tokenCount() == 3) {
            purge(request.token(2));
            return ApiResponse.of("account_purge_response")
                    .member("initiated", true)
                    .build();
        }
        if (name.startsWith("META.") || name.startsWith("SERVER.") || name.startsWith("ACCOUNT.")) {
            return ApiResponse.SILENT;
        }
        return ApiResponse.of(name.equals("INFO") ? "account_info_response" : "system_response")
                .error(JetStreamError.NOT_ENABLED_FOR_ACCOUNT.toError())
                .build();
    }

    private void purge(String accountName) {
        JetStreamAccount account = accounts.apply(accountName);
        if (account != null) {
            for (StreamEntry entry : List.copyOf(account.streams())) {
                account.delete(entry);
            }
        }
    }
}
