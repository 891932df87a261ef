package dev.natsbroker.broker.jetstream.meta;

import dev.natsbroker.broker.account.Account;
import dev.natsbroker.broker.account.AccountPublishers;
import dev.natsbroker.broker.config.JetStreamAccountOptions;
import dev.natsbroker.broker.config.JetStreamOptions;
import dev.natsbroker.broker.config.LimitOptions;
import dev.natsbroker.broker.disk.SimulatedDisk;
import dev.natsbroker.broker.jetstream.api.ApiContext;
import dev.natsbroker.broker.jetstream.api.JetStreamApi;
import dev.natsbroker.broker.jetstream.journal.JournalOptions;
import dev.natsbroker.broker.jetstream.journal.SteppedSync;
import dev.natsbroker.broker.jetstream.model.Nuid;
import dev.natsbroker.broker.jetstream.store.file.FileStoreOptions;
import dev.natsbroker.broker.lane.Lane;
import dev.natsbroker.broker.lane.LaneHost;
import dev.natsbroker.broker.lane.LaneIntake;
import dev.natsbroker.broker.message.DeliveryBatch;
import dev.natsbroker.broker.message.Message;
import dev.natsbroker.broker.message.MessageSink;
import dev.natsbroker.broker.message.OutboundMessage;
import dev.natsbroker.broker.message.Publisher;
import dev.natsbroker.broker.message.Subscription;
import dev.natsbroker.broker.routing.RoutedPublisher;
import dev.natsbroker.broker.routing.Router;
import dev.natsbroker.broker.runtime.ManualClock;
import dev.natsbroker.broker.runtime.ServerLog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One life of a server with JetStream, from its start to its crash, over a simulated disk: the engine and its API, with one client, no
 * sockets and no threads. It stands still until it is moved, so that the same calls give the same history.
 */
final class EngineLife implements AutoCloseable {
    static final String ACCOUNT = "A";
    static final Path STORE = Path.of("/data").toAbsolutePath();

    /** What a client hears. */
    record Heard(String subject, @Nullable String reply, String headers, String payload) {}

    /** What stays the same in all lives of a history, or changes between them. */
    record Shape(int lanes, boolean syncAlways, JournalOptions journal, FileStoreOptions files) {}

    final SimulatedDisk disk;
    final List<String> troubles = new ArrayList<>();
    final List<String> log = new ArrayList<>();
    private final ManualClock clock;
    private final Account account = new Account(ACCOUNT, false);
    private final List<SteppedHost> hosts = new ArrayList<>();
    private final SteppedSync sync = new SteppedSync();
    private final Deque<Runnable> background = new ArrayDeque<>();
    private final Consumer<Heard> client;
    private final Router clientRouter;
    private final LaneFactory factory;
    private final Lane control;
    private final LaneIntake intake;
    private boolean starting = true;
    private Runnable observer = () -> {};
    private @Nullable JetStream engine;
    private @Nullable JetStreamAccount served;

    EngineLife(SimulatedDisk disk, ManualClock clock, Shape shape, long seed, Consumer<Heard> client) {
        this.disk = disk;
        this.clock = clock;
        this.client = client;
        Random random = new Random(seed);
        int threads = shape.lanes() + 2;
        this.clientRouter = new Router(new DeliveryBatch(threads - 1, () -> {}), new Random(seed));
        List<SimulatedPublishers> publishers = new ArrayList<>();
        for (int i = 0; i <= shape.lanes(); i++) {
            publishers.add(new SimulatedPublishers(new Router(new DeliveryBatch(i, () -> {}), new Random(seed + i))));
        }
        JetStreamOptions options = JetStreamOptions.builder()
                .enabled(true)
                .storeDirectory(STORE)
                .maxFileBytes(1L << 40)
                .maxMemoryBytes(1L << 30)
                .build();
        if (!shape.syncAlways()) {
            options = options.toBuilder()
                    .syncInterval(Duration.ofMillis(100))
                    .syncAlways(false)
                    .build();
        }
        for (int i = 0; i <= shape.lanes(); i++) {
            hosts.add(new SteppedHost());
        }
        this.factory = new LaneFactory(
                options,
                hosts,
                publishers.subList(0, shape.lanes()),
                threads,
                clock,
                random,
                new CollectingLog(),
                JetStreamInterceptor.NONE);
        this.control = Lane.on(hosts.get(shape.lanes()), "control", clock, failure -> fail(failure));
        this.intake = factory.intake(control);
        this.setup = new JetStream.Setup(
                options,
                new ServerNames("server", "ID", null),
                LimitOptions.defaults(),
                control,
                intake,
                factory,
                false,
                clock,
                random,
                new CollectingLog(),
                disk,
                new StorageParts(shape.journal(), shape.files(), sync, runner(), () -> {}));
        this.ofControl = publishers.get(shape.lanes());
        listenTo("_R.>");
    }

    /** Lets push consumers deliver. Before that they stand where the recovery has left them. */
    void listenToPushes() {
        listenTo("_P.>");
    }

    private final JetStream.Setup setup;
    private final SimulatedPublishers ofControl;

    private Executor runner() {
        return task -> {
            if (starting) {
                task.run();
            } else {
                background.add(task);
            }
        };
    }

    private void listenTo(String subject) {
        Subscription all = new Subscription(
                new MessageSink() {
                    @Override
                    public boolean deliver(
                            Message message, byte[] head, Subscription subscription, DeliveryBatch batch) {
                        hear(message, head);
                        return true;
                    }

                    @Override
                    public void flush(DeliveryBatch batch) {}
                },
                bytes(subject),
                null,
                bytes("1"));
        account.interest().add(all);
    }

    private void hear(Message message, byte[] head) {
        if (disk.isImageTaken()) {
            return; // in the world that counts, the server is gone
        }
        byte[] bytes = message.buffer();
        int body = message.bodyOffset();
        client.accept(new Heard(
                text(head, 5, head.length - 6),
                message.hasReply() ? text(bytes, message.replyOffset(), message.replyLength()) : null,
                text(bytes, body, message.headersLength()),
                text(bytes, body + message.headersLength(), message.bodyLength() - message.headersLength())));
    }

    /** Starts the engine up to where it serves. */
    void start() throws IOException {
        JetStream started = JetStream.start(setup);
        starting = false;
        engine = started;
        JetStreamApi api = await(control.ask(() -> {
            JetStreamApi made = new JetStreamApi(
                    new ApiContext(
                            control,
                            intake,
                            clock,
                            new Nuid(new Random(7))::next,
                            new CollectingLog(),
                            setup.options(),
                            "server",
                            "2.15.1"),
                    ofControl::of);
            control.atBatchEnd(ofControl::flush);
            return made;
        }));
        served = await(control.ask(() -> started.enable(account, JetStreamAccountOptions.unlimited()))
                .thenCompose(enabled -> enabled));
        JetStreamAccount enabled = Objects.requireNonNull(served);
        await(control.ask(() -> {
            api.serve(account, enabled);
            return true;
        }));
    }

    private void fail(Throwable failure) {
        troubles.add("the control lane failed: " + failure);
    }

    private <T> T await(CompletableFuture<T> future) {
        while (!future.isDone()) {
            if (!settle()) {
                throw new AssertionError("The server hangs at its start: " + log);
            }
        }
        return future.join();
    }

    /** Has {@code look} called behind each message, on each lane. */
    void observe(Runnable look) {
        observer = look;
    }

    JetStreamAccount served() {
        return Objects.requireNonNull(served);
    }

    boolean hasFailed() {
        return Objects.requireNonNull(engine).hasFailed();
    }

    List<UnreadableStream> unreadable() {
        return Objects.requireNonNull(engine).unreadable();
    }

    /** Publishes as the client; what follows from it waits to be moved. */
    void publish(String subject, @Nullable String reply, String headers, String payload) {
        OutboundMessage message = new OutboundMessage();
        message.to(bytes(subject));
        if (reply != null) {
            message.reply(bytes(reply), 0, bytes(reply).length);
        }
        message.body(bytes(headers), bytes(payload));
        clientRouter.publish(message, clientRouter.cacheOf(account));
        clientRouter.batch().flush();
        served().snapshot().stream()
                .map(StreamEntry::stream)
                .filter(Objects::nonNull)
                .map(stream -> stream.lane().lane())
                .distinct()
                .forEach(lane -> lane.execute(observer));
    }

    /** Lets all lanes do what they can without the device. */
    boolean moveLanes() {
        boolean moved = false;
        boolean again = true;
        while (again) {
            again = false;
            for (int i = 0; i < hosts.size(); i++) {
                again |= hosts.get(i).step();
            }
            moved |= again;
        }
        return moved;
    }

    /** Moves the sync thread or a background task by one step; the lanes do not hear of it yet. */
    boolean moveDevice(Random random) {
        if (!background.isEmpty() && random.nextInt(3) == 0) {
            runBackground();
            return true;
        }
        return sync.runAny(random) || runBackground();
    }

    private boolean runBackground() {
        Runnable task = background.poll();
        if (task != null) {
            task.run();
        }
        return task != null;
    }

    /** Moves everything until nothing moves without the clock. */
    boolean settle() {
        boolean moved = false;
        while (moveLanes() | sync.run() | runBackground()) {
            moved = true;
        }
        return moved;
    }

    /** Stops the server as an operator does. */
    void stop() {
        CompletableFuture<Void> closed = Objects.requireNonNull(engine).closeLanes();
        settle();
        if (!closed.isDone()) {
            throw new AssertionError("The server does not stop: " + log);
        }
        close();
    }

    @Override
    public void close() {
        hosts.forEach(host -> host.closed = true);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes, int offset, int length) {
        return new String(bytes, offset, length, StandardCharsets.UTF_8);
    }

    /** A thread that a lane lives on, moved by hand. Timers are moved by the clock. */
    private final class SteppedHost implements LaneHost {
        private final Deque<Runnable> tasks = new ArrayDeque<>();
        private boolean active;
        private boolean closed;

        boolean step() {
            Runnable task = tasks.poll();
            if (task == null) {
                return false;
            }
            active = true;
            try {
                task.run();
            } finally {
                active = false;
            }
            return true;
        }

        @Override
        public void execute(Runnable task) {
            if (!closed) {
                tasks.add(task);
            }
        }

        @Override
        public boolean isCurrent() {
            return active || starting; // while it starts, nothing moves and nobody may wait
        }

        @Override
        public Future<?> schedule(Runnable task, long delay, TimeUnit unit) {
            if (delay <= 0) {
                execute(task);
            }
            return CompletableFuture.completedFuture(null);
        }
    }

    private final class CollectingLog implements ServerLog {
        @Override
        public void write(Level level, String text) {
            log.add(level + " " + text);
            if (level == Level.ERROR && !disk.isImageTaken()) {
                troubles.add(text);
            }
        }

        @Override
        public boolean isEnabled(Level level) {
            return level != Level.TRACE && level != Level.DEBUG;
        }
    }

    /** The way of a lane to the client. */
    private static final class SimulatedPublishers implements AccountPublishers {
        private final Router router;

        SimulatedPublishers(Router router) {
            this.router = router;
        }

        @Override
        public Publisher of(Account account) {
            return new RoutedPublisher(router, account, () -> 0);
        }

        @Override
        public void forget(Account account) {}

        @Override
        public void flush() {
            router.batch().flush();
        }
    }
}
