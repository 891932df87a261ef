package dev.natsbroker.spring.core;

import java.io.Serializable;
import java.util.List;

/** A consumer exists, but it is not the one that the listener needs. */
public class ConsumerMismatchException extends JetStreamException {
    private static final long serialVersionUID = 1L;

    private final String stream;
    private final String consumer;

    @SuppressWarnings("serial") // an immutable list of records of strings
    private final List<Difference> differences;

    /**
     * A field that differs.
     *
     * @param field the server's name of it
     * @param existing the consumer's value
     * @param wanted the listener's value
     */
    public record Difference(String field, String existing, String wanted) implements Serializable {}

    /** An exception with a message that names each difference and what to do. */
    public ConsumerMismatchException(String message, String stream, String consumer, List<Difference> differences) {
        super(message, 0, null);
        this.stream = stream;
        this.consumer = consumer;
        this.differences = List.copyOf(differences);
    }

    /** Name of the stream. */
    public String getStream() {
        return stream;
    }

    /** Name of the consumer. */
    public String getConsumer() {
        return consumer;
    }

    /** What differs; at least one. */
    public List<Difference> getDifferences() {
        return differences;
    }
}
