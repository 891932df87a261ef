package dev.natsbroker.spring.topology;

import dev.natsbroker.spring.core.JetStreamException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A declared stream or consumer is missing, does not fit, or was refused by the server. */
public class TopologyException extends JetStreamException {
    private static final long serialVersionUID = 1L;

    private final String name;

    @SuppressWarnings("serial") // an immutable list of strings
    private final List<String> differences;

    /** The stream or consumer {@code name} is not as declared. */
    public TopologyException(
            String message, String name, List<String> differences, int errorCode, @Nullable Throwable cause) {
        super(message, errorCode, cause);
        this.name = name;
        this.differences = List.copyOf(differences);
    }

    /** What is wrong, e.g. {@code stream 'ORDERS'}. */
    public String getName() {
        return name;
    }

    /** One sentence for each field that differs; empty if it is something else. */
    public List<String> getDifferences() {
        return differences;
    }
}
