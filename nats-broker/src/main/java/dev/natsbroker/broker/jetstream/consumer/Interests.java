package dev.natsbroker.broker.jetstream.consumer;

import dev.natsbroker.broker.lane.LaneReceiver;
import dev.natsbroker.broker.message.Subscription;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The subjects that a consumer listens to (spec 5.4–5.6). Owned by the lane. */
final class Interests {
    private final ConsumerContext context;
    private final @Nullable String v2Scope;
    private final List<Subscription> subscriptions = new ArrayList<>();

    /** @param v2Scope the domain and the account's hash for subjects of the second form, null for the first one */
    Interests(ConsumerContext context, @Nullable String v2Scope) {
        this.context = context;
        this.v2Scope = v2Scope;
    }

    void subscribe(LaneReceiver next, LaneReceiver acks, LaneReceiver flowControl) {
        String name = context.streamName + "." + context.name;
        add("$JS.API.CONSUMER.MSG.NEXT." + name, next);
        if (context.hasAckSubjects()) {
            add("$JS.ACK." + name + ".>", acks);
        }
        if (context.config().flowControl()) {
            add("$JS.FC." + name + ".*", flowControl);
            if (v2Scope != null) {
                add("$JS.FC." + v2Scope + '.' + name + ".*", flowControl);
            }
        }
    }

    private void add(String subject, LaneReceiver receiver) {
        subscriptions.add(context.host.subscribe(subject, null, receiver));
    }

    void unsubscribe() {
        subscriptions.forEach(context.host::unsubscribe);
        subscriptions.clear();
    }
}
