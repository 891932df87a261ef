package dev.natsbroker.broker.jetstream.stream;

import dev.natsbroker.broker.config.JetStreamBatchOptions;
import dev.natsbroker.broker.jetstream.model.DiscardPolicy;
import dev.natsbroker.broker.jetstream.model.PersistMode;
import dev.natsbroker.broker.jetstream.model.RetentionPolicy;
import dev.natsbroker.broker.jetstream.model.StorageType;
import dev.natsbroker.broker.jetstream.model.StoreCompression;
import dev.natsbroker.broker.jetstream.model.StreamConfig;
import dev.natsbroker.broker.jetstream.model.StreamConfigBuilder;
import dev.natsbroker.broker.jetstream.store.StoreFullException;
import dev.natsbroker.broker.jetstream.store.StoredMessage;
import dev.natsbroker.broker.jetstream.store.StreamStore;
import dev.natsbroker.broker.jetstream.store.memory.MemoryStreamStore;
import dev.natsbroker.broker.jetstream.stream.LaneFixture.Inbox;
import dev.natsbroker.broker.jetstream.stream.LaneFixture.Received;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/** One stream named S on subjects {@code s.>} (unless said otherwise) in a lane, with the view of a client. */
final class StreamFixture implements AutoCloseable {
    private static final Set<String> LOGGED = Set.of("append", "skipTo", "remove", "purge", "beginGroup", "endGroup");

    private final BatchQuota quota;
    private final LaneFixture lane = new LaneFixture();
    private final Inbox inbox = lane.subscribe("_INBOX.>");
    private final MemoryStreamStore memory = new MemoryStreamStore(1);
    private final StreamStore store;
    private Stream stream;
    private long position;
    private final List<String> logged = new CopyOnWriteArrayList<>();
    private int room = Integer.MAX_VALUE;

    /** A stream in memory. */
    StreamFixture(UnaryOperator<StreamConfigBuilder> change) {
        this(change, new BatchQuota(JetStreamBatchOptions.defaults()));
    }

    StreamFixture(UnaryOperator<StreamConfigBuilder> change, BatchQuota quota) {
        this.quota = quota;
        StreamConfig config = change.apply(defaults()).build();
        store = config.storage() == StorageType.MEMORY ? memory : journaled();
        stream = start(config);
    }

    StreamFixture() {
        this(builder -> builder);
    }

    static StreamConfigBuilder defaults() {
        return StreamConfig.builder()
                .name("S")
                .subjects(List.of("s.>"))
                .retention(RetentionPolicy.LIMITS)
                .maxConsumers(-1)
                .maxMsgs(-1)
                .maxBytes(-1)
                .maxMsgsPerSubject(-1)
                .maxMsgSize(-1)
                .discard(DiscardPolicy.OLD)
                .storage(StorageType.MEMORY)
                .numReplicas(1)
                .compression(StoreCompression.NONE)
                .persistMode(PersistMode.DEFAULT)
                .allowDirect(true)
                .duplicateWindowNanos(Duration.ofMinutes(2).toNanos());
    }

    /** The memory store with a journal whose durability the test decides about, and a device that may be full. */
    private StreamStore journaled() {
        return (StreamStore) Proxy.newProxyInstance(
                StreamStore.class.getClassLoader(), new Class<?>[] {StreamStore.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("position")) {
                        return position;
                    }
                    if (method.getName().equals("append") && room-- <= 0) {
                        throw new StoreFullException("full", new IOException("no space left on device"));
                    }
                    if (LOGGED.contains(method.getName())) {
                        position++;
                        logged.add(method.getName());
                    }
                    try {
                        return method.invoke(memory, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private Stream start(StreamConfig config) {
        return lane.ask(() -> {
            Stream made = new Stream(
                    lane.streamLane(), lane.host(), config, lane.clock().now(), store);
            made.ingest().batches(new StreamBatches(made, quota));
            made.start();
            return made;
        });
    }

    /** Ends the stream and starts it anew over what is stored. */
    void restart() {
        restart(builder -> builder);
    }

    /** The same with another configuration, as if what follows from it had been lost. */
    void restart(UnaryOperator<StreamConfigBuilder> change) {
        lane.run(() -> stream.stop(false));
        stream = start(change.apply(stream.config().toBuilder()).build());
    }

    /** The journal is durable up to everything that was logged. */
    void sync() {
        lane.run(() -> lane.streamLane().commits().durable(position));
    }

    /** What the journal has got, in its order. */
    List<String> logged() {
        return logged;
    }

    void diskFull(boolean isFull) {
        room = isFull ? 0 : Integer.MAX_VALUE;
    }

    /** The device has room for so many messages. */
    void diskFullAfter(int messages) {
        room = messages;
    }

    /** Publishes and returns the acknowledgement's payload, empty if none came. */
    String publish(String subject, String payload, String... headers) {
        inbox.take();
        lane.publish(subject, "_INBOX.1", block(headers), payload);
        List<Received> answers = inbox.take();
        return answers.isEmpty() ? "" : answers.get(0).payload();
    }

    /** The header block of lines like {@code Name: value}. */
    static String block(String... lines) {
        return lines.length == 0 ? "" : "NATS/1.0\r\n" + String.join("\r\n", lines) + "\r\n\r\n";
    }

    /** Asks and returns all answers. */
    List<Received> request(String subject, String body, String... headers) {
        inbox.take();
        lane.publish(subject, "_INBOX.2", block(headers), body);
        return inbox.take();
    }

    /** What came to {@code _INBOX.>} since the last call. */
    List<Received> answers() {
        return inbox.take();
    }

    void update(UnaryOperator<StreamConfigBuilder> change) {
        lane.run(() -> stream.operations()
                .update(change.apply(stream.config().toBuilder()).build()));
    }

    void advance(Duration step) {
        lane.advance(step);
    }

    LaneFixture lane() {
        return lane;
    }

    Stream stream() {
        return stream;
    }

    StreamStore store() {
        return memory;
    }

    StreamState state() {
        return lane.ask(() -> stream.operations().state(true, ">"));
    }

    /** The headers of a stored message. */
    String headers(long sequence) {
        return lane.ask(() -> {
            StoredMessage message = read(sequence);
            return text(message.buffer(), message.headersOffset(), message.headersLength());
        });
    }

    String payload(long sequence) {
        return lane.ask(() -> {
            StoredMessage message = read(sequence);
            return text(message.buffer(), message.payloadOffset(), message.payloadLength());
        });
    }

    String subject(long sequence) {
        return lane.ask(() -> {
            StoredMessage message = read(sequence);
            return text(message.buffer(), message.subjectOffset(), message.subjectLength());
        });
    }

    private StoredMessage read(long sequence) {
        StoredMessage message = new StoredMessage();
        if (!store.read(sequence, message)) {
            throw new AssertionError("No message " + sequence);
        }
        return message;
    }

    private static String text(byte[] bytes, int offset, int length) {
        return new String(bytes, offset, length, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        lane.close();
    }
}
