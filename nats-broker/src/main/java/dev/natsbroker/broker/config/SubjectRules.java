package dev.natsbroker.broker.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Allowed and denied subjects; a denied subject is refused even if it is allowed, too.
 *
 * <p>For subscriptions an entry may be {@code "subject queue"}, which speaks of that queue group only.
 *
 * @param allow allowed subjects; null for everything. An empty list means everything as well and becomes null here.
 * @param deny denied subjects
 */
public record SubjectRules(@Nullable List<String> allow, List<String> deny) {

    private static final SubjectRules ALLOW_ALL = new SubjectRules(null, List.of());

    /** Copies the lists. */
    public SubjectRules {
        allow = allow == null || allow.isEmpty() ? null : List.copyOf(allow);
        deny = List.copyOf(deny);
    }

    /** No restriction. */
    public static SubjectRules allowAll() {
        return ALLOW_ALL;
    }

    /** Only these subjects. */
    public static SubjectRules allow(String... subjects) {
        return new SubjectRules(List.of(subjects), List.of());
    }

    /** Everything but these subjects. */
    public static SubjectRules deny(String... subjects) {
        return new SubjectRules(null, List.of(subjects));
    }
}
