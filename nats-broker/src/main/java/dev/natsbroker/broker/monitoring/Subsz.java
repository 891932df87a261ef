package dev.natsbroker.broker.monitoring;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.natsbroker.broker.json.OmitEmpty;
import java.time.Instant;
import java.util.List;

/**
 * The page {@code /subsz}: what is subscribed to.
 *
 * @param total subscriptions that fit the question, before paging; 0 when they were not asked for
 */
record Subsz(
        String serverId,
        Instant now,
        @JsonUnwrapped InterestStats stats,
        int total,
        long offset,
        long limit,
        @OmitEmpty List<SubscriptionDetail> subscriptionsList) {}
