package dev.natsbroker.broker.config;

import dev.natsbroker.broker.config.conf.GoFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The form of subjects in permissions and mappings. */
final class SubjectSyntax {
    private static final String SPACES = "\t\n\f\r ";

    private SubjectSyntax() {}

    /** Whether a subject has no empty token, no white space, and {@code >} only as its last token. */
    static boolean isValid(String subject) {
        String[] tokens = subject.split("\\.", -1);
        for (int i = 0; i < tokens.length; i++) {
            String token = tokens[i];
            boolean misplaced = token.equals(">") && i < tokens.length - 1;
            if (token.isEmpty() || misplaced || token.chars().anyMatch(c -> SPACES.indexOf(c) >= 0)) {
                return false;
            }
        }
        return true;
    }

    /** What is wrong with a list of permission subjects; null if nothing is. */
    static @Nullable String problem(List<String> subjects, boolean queuesAllowed) {
        for (String subject : subjects) {
            String problem = isValid(subject) ? null : problemOfEntry(subject, queuesAllowed);
            if (problem != null) {
                return problem;
            }
        }
        return null;
    }

    /** Looks at an entry that is no subject; for subscriptions it may be a subject with a queue. */
    private static @Nullable String problemOfEntry(String entry, boolean queuesAllowed) {
        String[] parts = entry.strip().split("\\s+");
        if (!queuesAllowed || parts.length != 2) {
            return "subject " + GoFormat.quote(entry) + " is not a valid subject";
        }
        if (!isValid(parts[0])) {
            return "subject " + GoFormat.quote(parts[0]) + " is not a valid subject";
        }
        return isValid(parts[1]) ? null : "queue " + GoFormat.quote(parts[1]) + " is not a valid queue";
    }
}
