package dev.natsbroker.spring.listener.method;

/** A message has no header that a listener method requires. */
public class MissingHeaderException extends InvalidMessageException {
    private static final long serialVersionUID = 1L;

    private final String headerName;

    /** A message without the header {@code headerName}. */
    public MissingHeaderException(String message, String headerName) {
        super(message, null);
        this.headerName = headerName;
    }

    /** Name of the header. */
    public String getHeaderName() {
        return headerName;
    }
}
