package dev.natsbroker.spring.listener;

import dev.natsbroker.spring.listener.method.SubjectPattern;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

/**
 * What a core listener does, all defaults applied.
 *
 * @param subjects what it subscribes to
 * @param queue its queue group, null for none
 * @param sendTo where values go if the message has no reply subject
 * @param concurrency how many messages may be in work at a time, 1 or more
 * @param executor runs the handler; null for the receiving thread, or threads of its own if the concurrency is above 1
 * @param timeout how long handling a message may take, null for no limit
 * @param errorHandler decides about failures, null for logs and error replies
 * @param autoStartup whether it starts with the application
 * @param shutdownTimeout how long handlers that run may take to end when the listener is stopped
 * @param pendingMessagesMax how many messages may wait in memory, 0 for no limit
 * @param pendingBytesMax how many bytes may wait in memory, 0 for no limit
 */
public record CoreListenerOptions(
        List<SubjectPattern> subjects,
        @Nullable String queue,
        List<SubjectPattern> sendTo,
        int concurrency,
        @Nullable Executor executor,
        @Nullable Duration timeout,
        @Nullable NatsListenerErrorHandler errorHandler,
        boolean autoStartup,
        Duration shutdownTimeout,
        long pendingMessagesMax,
        long pendingBytesMax) {
    /** Checks what makes sense. */
    public CoreListenerOptions {
        Assert.isTrue(concurrency > 0, () -> "concurrency is " + concurrency + ", allowed is 1 or more");
        Assert.isTrue(
                timeout == null || (!timeout.isNegative() && !timeout.isZero()),
                () -> "timeout is " + timeout + ", allowed is more than 0");
        for (SubjectPattern target : sendTo) {
            boolean known = subjects.stream()
                    .allMatch(subject -> subject.variableNames().containsAll(target.variableNames()));
            Assert.isTrue(
                    known && (target.hasVariables() || !target.subject().matches(".*[*>].*")),
                    () -> "@SendTo subject '" + target
                            + "' must have no wildcards, and only placeholders that each of the" + " subjects "
                            + subjects + " has");
        }
    }
}
