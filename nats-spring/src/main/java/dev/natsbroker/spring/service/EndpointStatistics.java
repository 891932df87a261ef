package dev.natsbroker.spring.service;

import dev.natsbroker.spring.listener.ListenerObservation;
import dev.natsbroker.spring.listener.NatsListenerContainer;
import io.nats.client.Message;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Counts the requests of an endpoint, and lets another observation watch them as well. Thread-safe. */
final class EndpointStatistics implements ListenerObservation {
    private final LongAdder requests = new LongAdder();
    private final LongAdder errors = new LongAdder();
    private final LongAdder nanos = new LongAdder();
    private final ListenerObservation other;
    private volatile @Nullable String lastError;

    EndpointStatistics(ListenerObservation other) {
        this.other = other;
    }

    @Override
    public Processing start(NatsListenerContainer container, String source, Message message) {
        Processing watched = other.start(container, source, message);
        long started = System.nanoTime();
        return new Processing() {
            @Override
            public Scope enter() {
                return watched.enter();
            }

            @Override
            public void stop(@Nullable Throwable failure) {
                count(System.nanoTime() - started, failure);
                watched.stop(failure);
            }
        };
    }

    private void count(long duration, @Nullable Throwable failure) {
        requests.increment();
        nanos.add(duration);
        if (failure != null) {
            errors.increment();
            lastError = failure.toString();
        }
    }

    long requests() {
        return requests.sum();
    }

    long errors() {
        return errors.sum();
    }

    /** Time spent on all requests, in nanoseconds. */
    long processingNanos() {
        return nanos.sum();
    }

    @Nullable
    String lastError() {
        return lastError;
    }
}
