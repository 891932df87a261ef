package dev.natsbroker.spring.reactive;

import dev.natsbroker.spring.NatsException;
import dev.natsbroker.spring.core.JetStreamException;
import dev.natsbroker.spring.core.JetStreamFailures;
import dev.natsbroker.spring.core.NatsConnectionException;
import dev.natsbroker.spring.core.NatsConnectionFactory;
import dev.natsbroker.spring.core.NatsTimeoutException;
import io.nats.client.Connection;
import io.nats.client.ConsumerContext;
import io.nats.client.FetchConsumeOptions;
import io.nats.client.FetchConsumer;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamStatusCheckedException;
import io.nats.client.Message;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Pulls for one subscriber what it has requested. A turn is one fetch; it runs on a worker, so turns come one at a time. While
 * there is no demand there is no turn. {@code demand} counts what is requested and not delivered, and whoever raises it from 0
 * starts the turns.
 */
final class PullLoop {
    private static final int BATCH_MAX = 100;
    private static final long FETCH_MILLIS = 2_000;
    private static final long PAUSE_MILLIS = 250;

    private final NatsConnectionFactory connections;
    private final String stream;
    private final String consumer;
    private final FluxSink<Message> sink;
    private final Scheduler.Worker worker = Schedulers.boundedElastic().createWorker();
    private final AtomicLong demand = new AtomicLong();
    private @Nullable ConsumerContext context;

    PullLoop(NatsConnectionFactory connections, String stream, String consumer, FluxSink<Message> sink) {
        this.connections = connections;
        this.stream = stream;
        this.consumer = consumer;
        this.sink = sink;
    }

    void start() {
        sink.onDispose(() -> schedule(worker::dispose, 0));
        sink.onRequest(this::request);
    }

    /** Ends behind the turn that is running: it gives back what it still gets, which an interrupt would prevent. */
    private void schedule(Runnable task, long delayMillis) {
        try {
            worker.schedule(task, delayMillis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            if (!sink.isCancelled()) {
                sink.error(e);
            }
        }
    }

    private void request(long count) {
        if (demand.getAndAccumulate(count, Operators::addCap) == 0) {
            schedule(this::turn, 0);
        }
    }

    private void turn() {
        try {
            if (!sink.isCancelled()) {
                next(fetch((int) Math.min(demand.get(), BATCH_MAX)));
            }
        } catch (NatsException e) {
            sink.error(e);
        } catch (IllegalStateException e) {
            sink.error(new NatsConnectionException(failure() + e.getMessage(), e));
        } catch (JetStreamApiException e) {
            sink.error(JetStreamFailures.refused("Consuming " + name(), e));
        } catch (JetStreamStatusCheckedException e) {
            sink.error(new JetStreamException(failure() + e.getMessage(), 0, e));
        } catch (IOException e) {
            silence(e);
        } catch (InterruptedException e) {
            // the scheduler is shutting down
            Thread.currentThread().interrupt();
        }
    }

    private String name() {
        return "consumer '" + consumer + "' of stream '" + stream + "'";
    }

    private String failure() {
        return "Cannot consume " + name() + ": ";
    }

    /** Goes on if something is left to do. */
    private void next(int delivered) {
        boolean unbounded = demand.get() == Long.MAX_VALUE;
        if (unbounded || demand.addAndGet(-delivered) > 0) {
            schedule(this::turn, 0);
        }
    }

    private void silence(IOException e) {
        Connection connection = connections.getConnectionIfPresent();
        boolean connected = connection != null && connection.getStatus() == Connection.Status.CONNECTED;
        boolean closed = connection != null && connection.getStatus() == Connection.Status.CLOSED;
        if (connected || closed) {
            sink.error(new NatsTimeoutException(failure() + e.getMessage(), e));
        } else {
            schedule(this::turn, PAUSE_MILLIS);
        }
    }

    @SuppressWarnings("try") // closing may be interrupted, as every call here
    private int fetch(int count)
            throws IOException, JetStreamApiException, JetStreamStatusCheckedException, InterruptedException {
        FetchConsumeOptions options = FetchConsumeOptions.builder()
                .maxMessages(count)
                .expiresIn(FETCH_MILLIS)
                .build();
        int delivered = 0;
        try (FetchConsumer fetch = context().fetch(options)) {
            Message message = fetch.nextMessage();
            while (message != null) {
                if (sink.isCancelled()) {
                    message.nak();
                } else {
                    sink.next(message);
                    delivered++;
                }
                message = fetch.nextMessage();
            }
        } catch (IOException | JetStreamApiException | JetStreamStatusCheckedException | InterruptedException e) {
            throw e;
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
        return delivered;
    }

    private ConsumerContext context() throws IOException, JetStreamApiException {
        ConsumerContext known = context;
        if (known == null) {
            known = connections.getConnection().getStreamContext(stream).getConsumerContext(consumer);
            context = known;
        }
        return known;
    }
}
