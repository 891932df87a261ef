package dev.natsbroker.broker.jetstream.store;

import dev.natsbroker.broker.subject.Subjects;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Which subjects are wanted: everything, or those that match one of some filters. Immutable. */
public final class SubjectFilter {
    private static final byte[] REST = {'>'};

    /** Every subject. */
    public static final SubjectFilter ALL = new SubjectFilter(List.of());

    private final List<byte[]> filters;
    private final boolean literal;

    private SubjectFilter(List<byte[]> filters) {
        this.filters = filters;
        this.literal =
                !filters.isEmpty() && filters.stream().allMatch(filter -> Subjects.isLiteral(filter, 0, filter.length));
    }

    /** Subjects that match one of {@code filters}; none means all. */
    public static SubjectFilter of(List<String> filters) {
        List<byte[]> bytes = new ArrayList<>();
        for (String filter : filters) {
            if (filter.equals(">") || filter.isEmpty()) {
                return ALL;
            }
            bytes.add(filter.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.isEmpty() ? ALL : new SubjectFilter(List.copyOf(bytes));
    }

    /** Subjects that match {@code filter}. */
    public static SubjectFilter of(String filter) {
        return of(List.of(filter));
    }

    /** The same for bytes. */
    public static SubjectFilter of(byte[] filter) {
        return filter.length == 0 || Subjects.equal(filter, 0, REST, 0, 1) && filter.length == 1
                ? ALL
                : new SubjectFilter(List.of(filter.clone()));
    }

    /** Whether every subject matches. */
    public boolean isAll() {
        return filters.isEmpty();
    }

    /** Whether it names subjects without wildcards only. */
    public boolean isLiteral() {
        return literal;
    }

    /** The filters, none for all; not to be changed. */
    public List<byte[]> filters() {
        return filters;
    }

    /** Whether {@code subject} matches. */
    public boolean matches(byte[] subject, int offset, int length) {
        if (filters.isEmpty()) {
            return true;
        }
        for (int i = 0; i < filters.size(); i++) {
            byte[] filter = filters.get(i);
            if (Subjects.matches(filter, 0, filter.length, subject, offset, length)) {
                return true;
            }
        }
        return false;
    }

    /** Whether whatever matches this matches {@code filter}, too. */
    public boolean isCoveredBy(byte[] filter) {
        return !filters.isEmpty() && filters.stream().allMatch(own -> Subjects.covers(filter, own));
    }

    /** Whether a subject could match both this and {@code filter}. */
    public boolean overlaps(byte[] filter) {
        return filters.isEmpty() || filters.stream().anyMatch(own -> Subjects.collides(own, filter));
    }
}
