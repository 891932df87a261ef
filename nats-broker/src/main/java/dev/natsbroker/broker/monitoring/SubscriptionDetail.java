package dev.natsbroker.broker.monitoring;

import dev.natsbroker.broker.connection.ClientSnapshot.SubscriptionSnapshot;
import dev.natsbroker.broker.json.OmitEmpty;
import org.jspecify.annotations.Nullable;

/**
 * A subscription as {@code subs=detail} shows it.
 *
 * @param account left out where the connection tells it
 * @param msgs delivered since SUB
 * @param max messages after which it ends
 */
record SubscriptionDetail(
        @OmitEmpty @Nullable String account,
        @OmitEmpty @Nullable String accountTag,
        String subject,
        @OmitEmpty @Nullable String qgroup,
        String sid,
        long msgs,
        @OmitEmpty long max,
        long cid) {

    static SubscriptionDetail ofConnection(SubscriptionSnapshot subscription) {
        return of(null, subscription);
    }

    static SubscriptionDetail withAccount(SubscriptionSnapshot subscription) {
        return of(subscription.account(), subscription);
    }

    private static SubscriptionDetail of(@Nullable String account, SubscriptionSnapshot subscription) {
        return new SubscriptionDetail(
                account,
                account,
                subscription.subject(),
                subscription.queue(),
                subscription.sid(),
                subscription.delivered(),
                subscription.max(),
                subscription.cid());
    }
}
