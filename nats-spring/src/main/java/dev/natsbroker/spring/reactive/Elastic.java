package dev.natsbroker.spring.reactive;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Blocking calls on the bounded elastic scheduler. */
final class Elastic {
    private Elastic() {}

    /** What the call returns; empty if that is null. */
    static <R> Mono<R> call(Callable<? extends @Nullable R> call) {
        return Mono.<R>fromCallable(call).subscribeOn(Schedulers.boundedElastic());
    }

    static Mono<Void> run(Runnable call) {
        return Mono.<Void>fromRunnable(call).subscribeOn(Schedulers.boundedElastic());
    }
}
