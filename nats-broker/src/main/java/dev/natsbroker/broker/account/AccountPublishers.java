package dev.natsbroker.broker.account;

import dev.natsbroker.broker.message.Publisher;

/**
 * The way from one thread of the server to the subscribers of all accounts. Owned by that thread; what it publishes leaves with
 * {@link #flush()}.
 */
public interface AccountPublishers {
    /** The way to the subscribers of {@code account}. */
    Publisher of(Account account);

    /** Forgets an account that is gone. */
    void forget(Account account);

    /** Sends off what was published. */
    void flush();
}
