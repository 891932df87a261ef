package dev.natsbroker.spring.listener.jetstream;

import dev.natsbroker.spring.support.converter.PayloadConversionException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.handler.annotation.support.MethodArgumentNotValidException;
import org.springframework.messaging.handler.invocation.MethodArgumentResolutionException;

/** Failures that lie in the message: no later delivery changes them. */
final class TerminalFailures {
    /** Payloads that are not what the handler takes, values that validation refuses, headers that are missing. */
    static final List<Class<? extends Throwable>> DEFAULT = List.of(
            PayloadConversionException.class,
            MessageConversionException.class,
            MethodArgumentNotValidException.class,
            MethodArgumentResolutionException.class);

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
