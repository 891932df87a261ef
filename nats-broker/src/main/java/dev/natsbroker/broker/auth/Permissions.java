package dev.natsbroker.broker.auth;

import dev.natsbroker.broker.config.PermissionOptions;
import dev.natsbroker.broker.config.ResponseOptions;
import dev.natsbroker.broker.config.SubjectRules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a user may publish and subscribe to, ready to be asked. A denied subject is refused even if it is allowed, too; no
 * list of allowed subjects means all. Immutable, shared by the connections of the user.
 *
 * @see <a href="https://docs.nats.io/running-a-nats-service/configuration/securing_nats/authorization">Authorization</a>
 */
public final class Permissions {
    private final PermissionOptions options;
    private final @Nullable SubjectFilters publishAllow;
    private final SubjectFilters publishDeny;
    private final @Nullable SubjectFilters subscribeAllow;
    private final SubjectFilters subscribeDeny;
    private final @Nullable ResponseOptions responses;

    private Permissions(PermissionOptions options) {
        this.options = options;
        SubjectRules publish = options.publish();
        SubjectRules subscribe = options.subscribe();
        this.responses = options.responses() == null ? null : withDefaults(options.responses());
        if (publish.allow() != null) {
            this.publishAllow = SubjectFilters.ofSubjects(publish.allow());
        } else {
            // who may respond may publish nothing else unless it is listed
            this.publishAllow = responses == null ? null : SubjectFilters.NONE;
        }
        this.publishDeny = SubjectFilters.ofSubjects(publish.deny());
        List<String> allowed = subscribe.allow();
        this.subscribeAllow = allowed == null ? null : SubjectFilters.ofSubjectsAndQueues(allowed);
        this.subscribeDeny = SubjectFilters.ofSubjectsAndQueues(subscribe.deny());
    }

    /** @throws IllegalArgumentException when an entry is not a subject, or in a subscribe list a subject and a queue */
    public static Permissions of(PermissionOptions options) {
        return new Permissions(options);
    }

    /** These permissions (null: everything), without what {@code refused} denies. */
    public static Permissions without(@Nullable Permissions granted, PermissionOptions refused) {
        PermissionOptions before = granted == null ? PermissionOptions.allowAll() : granted.options;
        return new Permissions(new PermissionOptions(
                without(before.publish(), refused.publish().deny()),
                without(before.subscribe(), refused.subscribe().deny()),
                before.responses()));
    }

    private static SubjectRules without(SubjectRules before, List<String> denied) {
        List<String> all = new ArrayList<>(before.deny());
        all.addAll(denied);
        return new SubjectRules(before.allow(), all);
    }

    /** Whether the user may publish to this subject, responses aside. */
    public boolean mayPublish(byte[] b, int off, int len) {
        return (publishAllow == null || publishAllow.matches(b, off, len)) && !publishDeny.matches(b, off, len);
    }

    /**
     * Whether the user may subscribe. A wildcard subscription is refused when a denied entry stands for all of it; where
     * an entry stands for part of it, {@link #mayReceive} filters the messages.
     */
    public boolean maySubscribe(byte[] subject, byte @Nullable [] queue) {
        return isAllowed(subject, queue) && !isDenied(subject, 0, subject.length, queue);
    }

    /** Whether any message may have to be filtered at delivery. */
    public boolean hasSubscribeDeny() {
        return !subscribeDeny.isEmpty();
    }

    /** Whether messages of this subscription may have to be filtered at delivery. */
    public boolean filtersDelivery(byte[] subject, byte @Nullable [] queue) {
        return subscribeDeny.collides(subject, queue);
    }

    /** Whether a message on this subject may be delivered to a subscription of the user with this queue. */
    public boolean mayReceive(byte[] b, int off, int len, byte @Nullable [] queue) {
        return !isDenied(b, off, len, queue);
    }

    /** The permission to answer requests, see {@link ResponsePermits}; null for none. */
    public @Nullable ResponseOptions responses() {
        return responses;
    }

    private boolean isAllowed(byte[] subject, byte @Nullable [] queue) {
        if (subscribeAllow == null) {
            return true;
        }
        // an entry that names queues for the subject decides for all queue subscriptions to it
        if (queue != null && subscribeAllow.hasQueueFor(subject, 0, subject.length)) {
            return subscribeAllow.coversQueue(subject, queue);
        }
        return subscribeAllow.covers(subject);
    }

    private boolean isDenied(byte[] b, int off, int len, byte @Nullable [] queue) {
        return subscribeDeny.matches(b, off, len) || (queue != null && subscribeDeny.matchesQueue(b, off, len, queue));
    }

    private static ResponseOptions withDefaults(ResponseOptions options) {
        ResponseOptions defaults = ResponseOptions.DEFAULT;
        int max = options.maxMessages() == 0 ? defaults.maxMessages() : options.maxMessages();
        Duration expires = options.expires().isZero() ? defaults.expires() : options.expires();
        return new ResponseOptions(max, expires);
    }
}
