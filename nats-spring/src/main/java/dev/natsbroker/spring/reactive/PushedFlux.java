package dev.natsbroker.spring.reactive;

import java.util.function.Consumer;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.scheduler.Schedulers;

/** Sources that do not wait, with a bounded buffer. */
final class PushedFlux {
    private PushedFlux() {}

    /**
     * A flux of what {@code begin} pushes. It runs on the bounded elastic scheduler and, other than with subscribeOn, is not
     * interrupted when the subscriber cancels: half of a subscription would be left behind.
     */
    static <T> Flux<T> create(Consumer<FluxSink<T>> begin, int buffer, String name) {
        return Flux.<T>create(
                        sink -> Schedulers.boundedElastic().schedule(() -> begin(begin, sink)),
                        FluxSink.OverflowStrategy.IGNORE)
                .onBackpressureBuffer(buffer)
                .onErrorMap(Exceptions::isOverflow, e -> new SubscriberOverflowException(name, buffer, e));
    }

    private static <T> void begin(Consumer<FluxSink<T>> begin, FluxSink<T> sink) {
        try {
            if (!sink.isCancelled()) {
                begin.accept(sink);
            }
        } catch (RuntimeException e) {
            sink.error(e);
        }
    }
}
