package dev.natsbroker.spring.listener.kv;

import dev.natsbroker.spring.NatsException;
import dev.natsbroker.spring.core.NatsConnectionFactory;
import dev.natsbroker.spring.kv.BucketEntry;
import dev.natsbroker.spring.kv.BucketWatch;
import dev.natsbroker.spring.kv.BucketWatcher;
import dev.natsbroker.spring.kv.KeyValueBucket;
import dev.natsbroker.spring.kv.KeyValueTemplate;
import dev.natsbroker.spring.listener.AbstractNatsListenerContainer;
import dev.natsbroker.spring.listener.ListenerExecutionException;
import dev.natsbroker.spring.listener.ListenerHandler;
import dev.natsbroker.spring.listener.ListenerInvoker;
import dev.natsbroker.spring.listener.jetstream.StartupFailurePolicy;
import dev.natsbroker.spring.listener.method.SubjectPattern;
import dev.natsbroker.spring.support.converter.PayloadConverters;
import io.nats.client.Connection;
import io.nats.client.api.KeyValueWatchOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches a bucket and calls a handler for each change, one at a time and in order. The watch goes on where it was when the
 * connection or the broker was away. A change is delivered once: what a handler fails on is reported and over.
 *
 * <p>Paused, it holds up the watch, and the changes follow when it is resumed.
 */
public final class KeyValueListenerContainer extends AbstractNatsListenerContainer {
    private static final Logger log = LoggerFactory.getLogger(KeyValueListenerContainer.class);

    private final KeyValueListenerOptions options;
    private final ListenerInvoker invoker;
    private final KeyValueBucket<byte[]> bucket;
    private final ReentrantLock gate = new ReentrantLock();
    private final Condition opened = gate.newCondition();
    private volatile @Nullable Run run;

    /** A stopped container. */
    public KeyValueListenerContainer(
            String id,
            NatsConnectionFactory connectionFactory,
            KeyValueListenerOptions options,
            ListenerHandler handler,
            @Nullable Duration timeout) {
        super(id, connectionFactory, options.autoStartup(), options.shutdownTimeout());
        this.options = options;
        this.invoker = new ListenerInvoker(id, handler, timeout, true);
        this.bucket =
                new KeyValueTemplate(connectionFactory, new PayloadConverters()).bucket(options.bucket(), byte[].class);
    }

    /** One time between start and stop. */
    private static final class Run {
        private final CountDownLatch stopped = new CountDownLatch(1);
        private volatile @Nullable BucketWatch watch;

        private boolean isStopped() {
            return stopped.getCount() == 0;
        }
    }

    @Override
    protected void doStart(Connection connection) {
        Run started = new Run();
        run = started;
        try {
            watch(started);
        } catch (NatsException e) {
            if (options.startupFailurePolicy() != StartupFailurePolicy.RETRY) {
                throw e;
            }
            log.warn(
                    "Listener '{}' cannot watch bucket '{}' and tries again every {}: {}",
                    getId(),
                    options.bucket(),
                    options.retryInterval(),
                    e.getMessage());
            publishFailure(e);
            Thread starter = new Thread(() -> watchLater(started), "nats-watch-" + getId());
            starter.setDaemon(true);
            starter.start();
        }
    }

    private void watch(Run started) {
        List<String> keys = options.keys().stream().map(SubjectPattern::subject).toList();
        BucketWatch watch =
                bucket.watch(keys, new Watcher(started), options.watch().toArray(KeyValueWatchOption[]::new));
        started.watch = watch;
        if (started.isStopped()) {
            watch.close();
        }
    }

    private void watchLater(Run started) {
        try {
            while (!started.stopped.await(options.retryInterval().toNanos(), TimeUnit.NANOSECONDS)) {
                try {
                    watch(started);
                    log.info("Listener '{}' watches bucket '{}'", getId(), options.bucket());
                    return;
                } catch (NatsException e) {
                    log.debug("Listener '{}' still cannot watch bucket '{}'", getId(), options.bucket(), e);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    protected boolean isFatal() {
        return options.startupFailurePolicy() != StartupFailurePolicy.CONTINUE;
    }

    @Override
    protected void doStop(Duration limit) {
        Run running = run;
        if (running == null) {
            return;
        }
        running.stopped.countDown();
        BucketWatch watch = running.watch;
        if (watch != null) {
            watch.close();
        }
        signal();
        awaitHandler(limit);
    }

    /** The gate is held while a handler runs. */
    private void awaitHandler(Duration limit) {
        try {
            if (!gate.tryLock(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                log.warn("The handler of listener '{}' did not end within {} and is interrupted", getId(), limit);
                invoker.interruptAll();
                return;
            }
            gate.unlock();
        } catch (InterruptedException e) {
            invoker.interruptAll();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    protected void doPause() {
        // the next change waits at the gate
    }

    @Override
    protected void doResume() {
        signal();
    }

    private void signal() {
        // not by the thread of a handler that has the gate for long: signalling needs it only for a moment
        Thread signaller = new Thread(
                () -> {
                    gate.lock();
                    try {
                        opened.signalAll();
                    } finally {
                        gate.unlock();
                    }
                },
                "nats-gate-" + getId());
        signaller.setDaemon(true);
        signaller.start();
    }

    private void handle(Run running, BucketEntry<byte[]> entry) {
        gate.lock();
        try {
            while (isPaused() && !running.isStopped()) {
                opened.await();
            }
            if (!running.isStopped()) {
                call(new BucketMessage(entry, patternOf(entry.key())));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            gate.unlock();
        }
    }

    private @Nullable SubjectPattern patternOf(String key) {
        for (SubjectPattern pattern : options.keys()) {
            if (pattern.hasVariables() && pattern.matches(key)) {
                return pattern;
            }
        }
        return null;
    }

    private void call(BucketMessage message) {
        counters.countReceived();
        try {
            Object result = invoker.invoke(message);
            if (result instanceof CompletionStage<?> stage) {
                stage.toCompletableFuture().get();
            }
            counters.countProcessed();
        } catch (Throwable e) { // also errors: the watch goes on
            counters.countFailed();
            report(message, e);
        }
    }

    private void report(BucketMessage message, Throwable cause) {
        ListenerExecutionException failure = new ListenerExecutionException(getId(), message.getSubject(), cause);
        try {
            if (options.errorHandler() != null) {
                options.errorHandler().handleError(message, failure);
                return;
            }
        } catch (Exception e) {
            if (e != failure && e != cause) {
                failure.addSuppressed(e);
            }
        }
        log.error("{}", failure.getMessage(), failure);
    }

    @Override
    public String getKind() {
        return "kv";
    }

    @Override
    public List<String> getSources() {
        return List.of(options.bucket());
    }

    /** Takes changes from the watch. */
    private final class Watcher implements BucketWatcher<byte[]> {
        private final Run running;

        Watcher(Run running) {
            this.running = running;
        }

        @Override
        public void onEntry(BucketEntry<byte[]> entry) {
            handle(running, entry);
        }
    }
}
