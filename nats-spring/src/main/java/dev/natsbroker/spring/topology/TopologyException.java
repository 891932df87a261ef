package dev.natsbroker.spring.topology;

import dev.natsbroker.spring.core.JetStreamException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A stream or consumer is missing, not as a declaration or listener wants it, or was refused by the server. */
public class TopologyException extends JetStreamException {
    private static final long serialVersionUID = 1L;

    private final String name;

    @SuppressWarnings("serial") // an immutable list of records of strings
    private final List<Difference> differences;

    /** The stream or consumer {@code name} is not as wanted. */
    public TopologyException(
            String message, String name, List<Difference> differences, int errorCode, @Nullable Throwable cause) {
        super(message, errorCode, cause);
        this.name = name;
        this.differences = List.copyOf(differences);
    }

    /** What is wrong, e.g. {@code stream 'ORDERS'}. */
    public String getName() {
        return name;
    }

    /** What is not as wanted; empty if it is something else. */
    public List<Difference> getDifferences() {
        return differences;
    }
}
