package dev.natsbroker.broker.config;

/**
 * What the connections of one account may use; -1 stands for no limit.
 *
 * @param maxConnections client connections of the account
 * @param maxSubscriptions subscriptions of one connection
 * @param maxPayload largest message including headers, in bytes
 * @param maxLeafNodes leaf node connections of the account
 */
public record AccountLimits(int maxConnections, int maxSubscriptions, int maxPayload, int maxLeafNodes) {

    /** The value that stands for no limit. */
    public static final int UNLIMITED = -1;

    /** No limits. */
    public static final AccountLimits NONE = new AccountLimits(UNLIMITED, UNLIMITED, UNLIMITED, UNLIMITED);
}
