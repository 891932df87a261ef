package dev.natsbroker.spring.listener.jetstream;

import dev.natsbroker.spring.NatsException;
import java.util.Map;
import java.util.TreeMap;

/** Some messages of a batch failed, each for its own reason; the others are done. */
public class BatchFailureException extends NatsException {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // a TreeMap
    private final Map<Integer, Throwable> failures;

    /** An exception for the messages at these indexes of the batch, from 0. */
    public BatchFailureException(Map<Integer, ? extends Throwable> failures) {
        super(
                failures.size() + " messages of a batch failed",
                failures.values().iterator().next());
        this.failures = new TreeMap<>(failures);
    }

    /** What happened to the message at each index that failed. */
    public Map<Integer, Throwable> getFailures() {
        return failures;
    }
}
