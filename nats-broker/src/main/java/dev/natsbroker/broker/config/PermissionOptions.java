package dev.natsbroker.broker.config;

import org.jspecify.annotations.Nullable;

/**
 * What a user may publish and subscribe to.
 *
 * @param publish rules for subjects of published messages
 * @param subscribe rules for subjects of subscriptions
 * @param responses permission to answer received requests; null for none
 */
public record PermissionOptions(
        SubjectRules publish,
        SubjectRules subscribe,
        @Nullable ResponseOptions responses) {

    /** No restriction at all. */
    public static PermissionOptions allowAll() {
        return new PermissionOptions(SubjectRules.allowAll(), SubjectRules.allowAll(), null);
    }
}
