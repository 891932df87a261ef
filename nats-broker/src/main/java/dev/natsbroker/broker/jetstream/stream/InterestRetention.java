package dev.natsbroker.broker.jetstream.stream;

import dev.natsbroker.broker.jetstream.model.RetentionPolicy;
import dev.natsbroker.broker.jetstream.store.NewMessage;
import dev.natsbroker.broker.jetstream.store.StoredMessage;
import dev.natsbroker.broker.jetstream.store.StreamStore;
import dev.natsbroker.broker.jetstream.store.SubjectFilter;
import java.util.List;

/**
 * Removes messages that no consumer needs any more, from streams with interest and work-queue retention (spec 3.6). Owned by the lane.
 */
final class InterestRetention {
    /** So many messages are looked at before others of the lane get a turn. */
    private static final int TURN = 4_096;

    private static final byte[] EVERYTHING = {'>'};

    private final Stream stream;
    private final StoredMessage message = new StoredMessage();

    /** The consumer that wanted a message last: it often wants the next one, too. */
    private int lastWanting;

    InterestRetention(Stream stream) {
        this.stream = stream;
    }

    /** Whether a consumer listens to this subject. */
    boolean isWanted(byte[] subject, int offset, int length) {
        List<StreamListener> listeners = stream.listeners();
        int hint = lastWanting;
        if (hint < listeners.size() && listeners.get(hint).isInterestedIn(subject, offset, length)) {
            return true;
        }
        for (int i = 0; i < listeners.size(); i++) {
            if (listeners.get(i).isInterestedIn(subject, offset, length)) {
                lastWanting = i;
                return true;
            }
        }
        return false;
    }

    /** Whether a message is to be stored: in a stream with interest retention only if a consumer listens. */
    boolean isWantedByPolicy(NewMessage target) {
        return stream.config().retention() != RetentionPolicy.INTEREST
                || isWanted(target.subject, target.subjectOffset, target.subjectLength);
    }

    /** A consumer does not need {@code sequence} any more. */
    boolean acknowledged(long sequence) {
        return stream.config().retention() != RetentionPolicy.LIMITS
                && stream.store().read(sequence, message)
                && !isNeeded(message)
                && stream.store().remove(sequence, false);
    }

    private boolean isNeeded(StoredMessage stored) {
        List<StreamListener> listeners = stream.listeners();
        for (int i = 0; i < listeners.size(); i++) {
            StreamListener listener = listeners.get(i);
            if (listener.isInterestedIn(stored.buffer(), stored.subjectOffset(), stored.subjectLength())
                    && listener.needs(stored.sequence())) {
                return true;
            }
        }
        return false;
    }

    /**
     * A consumer that wanted {@code filter} from {@code fromSequence} on is gone or wants something else: removes what nobody else
     * needs. Long streams take several turns of the lane.
     */
    void interestLost(SubjectFilter filter, long fromSequence) {
        if (stream.config().retention() != RetentionPolicy.INTEREST || !stream.isActive()) {
            return;
        }
        StreamStore store = stream.store();
        if (stream.listeners().isEmpty()) {
            store.purge(EVERYTHING, store.lastSequence() + 1, 0);
            stream.usage().flush();
            return;
        }
        long next = sweep(filter, Math.max(fromSequence, store.firstSequence()), store.lastSequence());
        stream.usage().flush();
        if (next > 0) {
            stream.lane().lane().execute(() -> interestLost(filter, next));
        }
    }

    /** Returns where to go on, 0 at the end. */
    private long sweep(SubjectFilter filter, long from, long last) {
        StreamStore store = stream.store();
        long sequence = store.nextMatching(filter, from);
        for (int i = 0; sequence > 0 && sequence <= last; i++) {
            if (i == TURN) {
                return sequence;
            }
            if (store.read(sequence, message) && !isNeeded(message)) {
                store.remove(sequence, false);
            }
            sequence = store.nextMatching(filter, sequence + 1);
        }
        return 0;
    }
}
