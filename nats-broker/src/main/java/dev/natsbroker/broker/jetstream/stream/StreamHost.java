package dev.natsbroker.broker.jetstream.stream;

import dev.natsbroker.broker.lane.LaneReceiver;
import dev.natsbroker.broker.message.OutboundMessage;
import dev.natsbroker.broker.message.Publisher;
import dev.natsbroker.broker.message.Subscription;
import org.jspecify.annotations.Nullable;

/**
 * What a stream and its consumers need of their account and server. Used on the stream's lane, except where noted.
 */
public interface StreamHost {
    /** The account's name. */
    String account();

    /** The JetStream domain, or null. */
    @Nullable
    String domain();

    /** The server's name. */
    String serverName();

    /** The way from the stream's lane to the subscribers of the account. */
    Publisher publisher();

    /** The lane's message for whatever is published next; whoever fills it publishes it at once. */
    OutboundMessage outbound();

    /**
     * Subscribes within the account; {@code receiver} is called on the stream's lane.
     *
     * @param queue the queue group, or null
     */
    Subscription subscribe(String subject, @Nullable String queue, LaneReceiver receiver);

    /** Ends a subscription; a message that is on its way may still arrive. */
    void unsubscribe(Subscription subscription);

    /**
     * Has {@code onChange} called on the stream's lane soon after somebody has begun or ended to listen to a subject without wildcards.
     *
     * @return ends that
     */
    Runnable watchInterest(byte[] subject, Runnable onChange);

    /**
     * Accounts for {@code bytes} more (or less) of stored messages, in memory or in files. Thread-safe.
     */
    void addUsage(boolean memory, long bytes);

    /**
     * Why the account or the server has no room for {@code bytes} more, as an error of the catalogue, or null if there is room.
     */
    @Nullable
    Refusal roomFor(boolean memory, long bytes);

    /** The largest message that the server takes, in bytes. */
    default int maxPayload() {
        return 1 << 20;
    }

    /** How many bytes may wait for a client: the most that one direct get of many messages sends. */
    default long maxPending() {
        return 64L << 20;
    }

    /** Reasons to refuse a message for lack of room. */
    enum Refusal {
        /** The account's limit is reached: error 10002. */
        ACCOUNT,
        /** The server's limit is reached: error 10023. */
        SERVER
    }
}
