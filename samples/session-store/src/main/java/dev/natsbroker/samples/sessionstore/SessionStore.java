package dev.natsbroker.samples.sessionstore;

import dev.natsbroker.spring.kv.BucketEntry;
import dev.natsbroker.spring.kv.KeyValueBucket;
import dev.natsbroker.spring.kv.KeyValueOperations;
import dev.natsbroker.spring.kv.RevisionMismatchException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.resilience.annotation.Retryable;
import org.springframework.stereotype.Component;

/** Sessions that all instances of an application share. One that is not used for a time goes away by itself. */
@Component
class SessionStore {
    private final KeyValueBucket<Session> sessions;
    private final Duration timeToLive;

    SessionStore(KeyValueOperations keyValue, @Value("${session.time-to-live}") Duration timeToLive) {
        this.sessions = keyValue.bucket("sessions", Session.class);
        this.timeToLive = timeToLive;
    }

    /** Returns the id of the new session. */
    String start(String user) {
        String id = UUID.randomUUID().toString();
        sessions.create(id, new Session(user, List.of()), timeToLive);
        return id;
    }

    @Nullable
    Session find(String id) {
        return sessions.get(id);
    }

    /**
     * Compare and set: writes only if nobody else has written in between, and otherwise begins again with what the other has
     * written. The time to live begins again, too.
     */
    @Retryable(includes = RevisionMismatchException.class, maxRetries = 10, delay = 10, jitter = 10)
    Session addToCart(String id, String product) {
        BucketEntry<Session> entry = sessions.getEntry(id);
        if (entry == null || entry.value() == null) {
            throw new IllegalArgumentException("There is no session " + id + " (any more)");
        }
        Session changed = entry.value().with(product);
        sessions.update(id, changed, entry.revision(), timeToLive);
        return changed;
    }

    void end(String id) {
        sessions.delete(id);
    }
}
