package dev.natsbroker.spring.listener.jetstream;

import java.util.List;

/** Whether two subjects with wildcards have a subject in common. */
final class SubjectOverlap {
    private SubjectOverlap() {}

    static boolean any(String subject, List<String> others) {
        return others.stream().anyMatch(other -> overlap(subject.split("\\.", -1), other.split("\\.", -1)));
    }

    private static boolean overlap(String[] a, String[] b) {
        for (int i = 0; i < Math.min(a.length, b.length); i++) {
            if (a[i].equals(">") || b[i].equals(">")) {
                return true;
            }
            if (!a[i].equals(b[i]) && !a[i].equals("*") && !b[i].equals("*")) {
                return false;
            }
        }
        return a.length == b.length;
    }
}
