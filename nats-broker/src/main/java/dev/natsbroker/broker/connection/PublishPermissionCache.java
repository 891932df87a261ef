package dev.natsbroker.broker.connection;

import dev.natsbroker.broker.auth.Permissions;
import dev.natsbroker.broker.subject.Subjects;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The answers to "may this client publish to this subject", for the subjects that it used last: publishers use few subjects,
 * rules are many. A table without chains, owned by the connection's event loop.
 */
final class PublishPermissionCache {
    private static final int CAPACITY = 32;

    private final Permissions permissions;
    private final byte[] @Nullable [] subjects = new byte[CAPACITY] @Nullable [];
    private final boolean[] allowed = new boolean[CAPACITY];

    PublishPermissionCache(Permissions permissions) {
        this.permissions = permissions;
    }

    boolean mayPublish(byte[] subject, int offset, int length) {
        int hash = Subjects.hash(subject, offset, length);
        int slot = (hash ^ (hash >>> 16)) & (CAPACITY - 1);
        byte[] known = subjects[slot];
        if (known != null && Arrays.equals(known, 0, known.length, subject, offset, offset + length)) {
            return allowed[slot];
        }
        boolean answer = permissions.mayPublish(subject, offset, length);
        subjects[slot] = Arrays.copyOfRange(subject, offset, offset + length);
        allowed[slot] = answer;
        return answer;
    }
}
