package dev.natsbroker.spring.listener.jetstream;

import dev.natsbroker.spring.listener.method.InvalidMessageException;
import dev.natsbroker.spring.support.converter.PayloadConversionException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Failures that lie in the message: no later delivery changes them. */
final class TerminalFailures {
    /** What keeps a message from becoming arguments: payloads, invalid values, missing headers; and what no converter reads. */
    static final List<Class<? extends Throwable>> DEFAULT =
            List.of(InvalidMessageException.class, PayloadConversionException.class);

    private TerminalFailures() {}

    static boolean contains(List<Class<? extends Throwable>> terminal, Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            for (Class<? extends Throwable> type : terminal) {
                if (type.isInstance(cause)) {
                    return true;
                }
            }
        }
        return false;
    }
}
