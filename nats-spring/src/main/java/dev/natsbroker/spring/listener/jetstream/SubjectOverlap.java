package dev.natsbroker.spring.listener.jetstream;

import java.util.List;

/**
 * Whether two subjects with wildcards have a subject in common. Here {@code >} may also stand before the end, for one or more
 * tokens: the dead letters of {@code orders.>} may go to {@code orders.>.dead}.
 */
final class SubjectOverlap {
    private final String[] a;
    private final String[] b;

    private SubjectOverlap(String a, String b) {
        this.a = a.split("\\.", -1);
        this.b = b.split("\\.", -1);
    }

    static boolean any(String subject, List<String> others) {
        return others.stream().anyMatch(other -> new SubjectOverlap(subject, other).from(0, 0));
    }

    /** Whether there is a sequence of tokens that the rest of both matches, from these tokens on. */
    private boolean from(int i, int j) {
        if (i == a.length || j == b.length) {
            return i == a.length && j == b.length;
        }
        if (!a[i].equals(b[j]) && !isWildcard(a[i]) && !isWildcard(b[j])) {
            return false;
        }
        return from(i + 1, j + 1) || (a[i].equals(">") && from(i, j + 1)) || (b[j].equals(">") && from(i + 1, j));
    }

    private static boolean isWildcard(String token) {
        return token.equals("*") || token.equals(">");
    }
}
