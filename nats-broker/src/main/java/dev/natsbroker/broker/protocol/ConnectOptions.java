package dev.natsbroker.broker.protocol;

import org.jspecify.annotations.Nullable;

/**
 * What a client said in CONNECT. A second CONNECT is merged over the first: absent fields keep their values.
 *
 * @param verbose whether the client wants {@code +OK}
 * @param pedantic whether publish subjects are checked
 * @param echo whether the connection receives its own messages
 * @param headers whether the client understands headers
 * @param noResponders whether the client wants a 503 status when nobody listens
 * @param protocol 1 if the client understands INFO at any time
 * @param accountGiven whether {@code account} or {@code new_account} was used, which is refused
 */
public record ConnectOptions(
        boolean verbose,
        boolean pedantic,
        boolean echo,
        boolean headers,
        boolean noResponders,
        int protocol,
        @Nullable String name,
        @Nullable String lang,
        @Nullable String version,
        @Nullable String user,
        @Nullable String pass,
        @Nullable String authToken,
        @Nullable String jwt,
        @Nullable String nkey,
        @Nullable String sig,
        boolean accountGiven) {
    /** What holds for a client that sends no CONNECT, or leaves everything out. */
    public static final ConnectOptions DEFAULTS = new ConnectOptions(
            true, true, true, false, false, 0, null, null, null, null, null, null, null, null, null, false);
}
