package dev.natsbroker.broker.monitoring;

import dev.natsbroker.broker.json.OmitEmpty;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The page {@code /accountz}: the names of all accounts, or one account in detail. */
record Accountz(
        String serverId,
        Instant now,
        @OmitEmpty @Nullable String systemAccount,
        @OmitEmpty List<String> accounts,
        @OmitEmpty @Nullable Detail accountDetail) {

    /**
     * One account.
     *
     * @param expired never so without JWTs
     * @param complete whether all is known of it, always so without JWTs
     */
    record Detail(
            String accountName,
            Instant updateTime,
            @OmitEmpty boolean isSystem,
            boolean expired,
            boolean complete,
            boolean jetstreamEnabled,
            int leafnodeConnections,
            int clientConnections,
            int subscriptions,
            @OmitEmpty Map<String, List<Destination>> mappings,
            @OmitEmpty String nameTag,
            InterestStats sublistStats) {}

    /**
     * Where a mapping leads.
     *
     * @param weight the percentage up to and with this destination
     */
    record Destination(
            String subject, int weight, @OmitEmpty @Nullable String cluster) {}
}
