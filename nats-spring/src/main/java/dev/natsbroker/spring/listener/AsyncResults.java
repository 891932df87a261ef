package dev.natsbroker.spring.listener;

import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.util.ClassUtils;
import reactor.core.publisher.Mono;

/** Results that come later: completion stages as they are, and Reactor's types, if Reactor is there, as completion stages. */
public final class AsyncResults {
    private static final boolean REACTOR =
            ClassUtils.isPresent("reactor.core.publisher.Mono", AsyncResults.class.getClassLoader());

    private AsyncResults() {}

    /** {@code result}, or if it is a {@code Mono}, a completion stage of it; that subscribes to the {@code Mono}. */
    public static @Nullable Object adapt(@Nullable Object result) {
        if (result == null || !REACTOR || result instanceof CompletionStage) {
            return result;
        }
        return Reactor.adapt(result);
    }

    /** What made a completion stage fail, without the wrapping that passing it on has added. */
    public static Throwable unwrap(Throwable failure) {
        Throwable cause = failure.getCause();
        boolean wraps = failure instanceof CompletionException || failure instanceof ExecutionException;
        return wraps && cause != null ? cause : failure;
    }

    static boolean isDone(CompletionStage<?> stage) {
        return stage instanceof Future<?> future && future.isDone();
    }

    static void cancel(CompletionStage<?> stage) {
        if (stage instanceof Future<?> future) {
            future.cancel(true);
        }
    }

    /** Apart, so that the class loads without Reactor. */
    private static final class Reactor {
        static Object adapt(Object result) {
            return result instanceof Publisher<?> publisher
                    ? Mono.from(publisher).toFuture()
                    : result;
        }
    }
}
