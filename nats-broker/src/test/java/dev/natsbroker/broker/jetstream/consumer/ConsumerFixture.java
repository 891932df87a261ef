package dev.natsbroker.broker.jetstream.consumer;

import dev.natsbroker.broker.jetstream.model.AckPolicy;
import dev.natsbroker.broker.jetstream.model.ConsumerConfig;
import dev.natsbroker.broker.jetstream.model.ConsumerConfigBuilder;
import dev.natsbroker.broker.jetstream.model.RetentionPolicy;
import dev.natsbroker.broker.jetstream.model.StorageType;
import dev.natsbroker.broker.jetstream.model.StreamConfig;
import dev.natsbroker.broker.jetstream.model.StreamConfigBuilder;
import dev.natsbroker.broker.jetstream.store.ConsumerState;
import dev.natsbroker.broker.jetstream.store.ConsumerStore;
import dev.natsbroker.broker.jetstream.store.memory.MemoryStreamStore;
import dev.natsbroker.broker.jetstream.stream.LaneFixture;
import dev.natsbroker.broker.jetstream.stream.LaneFixture.Inbox;
import dev.natsbroker.broker.jetstream.stream.LaneFixture.Received;
import dev.natsbroker.broker.jetstream.stream.Stream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Stream S on {@code s.>} in memory, with consumers whose effects are kept, so that a restart can be played. */
final class ConsumerFixture implements AutoCloseable {
    /** Keeps effects; says that they are in a journal at a position that the test moves. */
    static final class Journal implements ConsumerStore {
        final List<byte[]> effects = new ArrayList<>();
        boolean durableAtOnce = true;
        boolean deleted;
        boolean failed;

        private void check() {
            if (failed) {
                throw new IllegalStateException("The journal has failed");
            }
        }

        @Override
        public boolean hasFailed() {
            return failed;
        }

        @Override
        public void log(byte[] effect, int offset, int length) {
            check();
            effects.add(Arrays.copyOfRange(effect, offset, offset + length));
        }

        @Override
        public void update(byte[] meta) {
            check();
        }

        @Override
        public long position() {
            return durableAtOnce ? 0 : effects.size();
        }

        @Override
        public void delete() {
            check();
            deleted = true;
        }
    }

    final LaneFixture lane = new LaneFixture();
    final List<Consumer> inactive = new ArrayList<>();
    private final Map<Consumer, Journal> journals = new java.util.HashMap<>();
    private final Stream stream;
    private @Nullable Consumer consumer;
    private int inboxes;

    ConsumerFixture() {
        this(RetentionPolicy.LIMITS, builder -> builder);
    }

    ConsumerFixture(RetentionPolicy retention, UnaryOperator<StreamConfigBuilder> settings) {
        StreamConfig config = settings.apply(StreamConfig.builder()
                        .name("S")
                        .subjects(List.of("s.>"))
                        .retention(retention)
                        .storage(StorageType.MEMORY)
                        .maxMsgs(-1)
                        .maxBytes(-1)
                        .maxMsgsPerSubject(-1)
                        .maxMsgSize(-1)
                        .maxConsumers(-1))
                .build();
        stream = lane.ask(() -> {
            Stream made = new Stream(
                    lane.streamLane(), lane.host(), config, lane.clock().now(), new MemoryStreamStore(1));
            made.start();
            return made;
        });
    }

    Stream stream() {
        return stream;
    }

    /** The consumer that was made last. */
    Consumer consumer() {
        Consumer made = consumer;
        if (made == null) {
            throw new IllegalStateException("No consumer was created");
        }
        return made;
    }

    Journal journal() {
        return journals.getOrDefault(consumer(), new Journal());
    }

    /** A consumer C with explicit acknowledgement and the usual defaults. */
    Consumer create(UnaryOperator<ConsumerConfigBuilder> settings) {
        return create("C", settings);
    }

    Consumer create(String name, UnaryOperator<ConsumerConfigBuilder> settings) {
        ConsumerConfig config = settings.apply(ConsumerConfig.builder()
                        .durableName(name)
                        .name(name)
                        .ackPolicy(AckPolicy.EXPLICIT)
                        .ackWaitNanos(Duration.ofSeconds(30).toNanos())
                        .maxDeliver(-1)
                        .maxWaiting(512)
                        .maxAckPending(1000))
                .build();
        return lane.ask(() -> {
            Consumer made = make(name, config, new ConsumerState(), lane.clock().now(), new Journal());
            made.begin();
            made.create();
            return made;
        });
    }

    private Consumer make(String name, ConsumerConfig config, ConsumerState state, Instant created, Journal journal) {
        Consumer made = new Consumer(stream, name, config, created, state, journal, null, inactive::add);
        journals.put(made, journal);
        consumer = made;
        return made;
    }

    /** Stops the consumer and makes another one from its effects. */
    Consumer restart() {
        Consumer old = consumer();
        return lane.ask(() -> {
            old.stop();
            Journal journal = journals.getOrDefault(old, new Journal());
            ConsumerState state = new ConsumerState();
            journal.effects.forEach(effect -> state.apply(effect, 0, effect.length));
            Consumer made = make(old.name(), old.config(), state, old.created(), journal);
            made.resume();
            return made;
        });
    }

    void publish(String subject, String payload) {
        lane.publish(subject, null, "", payload);
    }

    /** Publishes messages with payloads 1, 2, 3… to {@code s.a}. */
    void publishMany(int count) {
        for (int i = 1; i <= count; i++) {
            publish("s.a", Integer.toString(i));
        }
    }

    /** Asks for messages with a reply inbox of its own. */
    Inbox next(String body) {
        return next("C", body);
    }

    Inbox next(String name, String body) {
        String reply = "_INBOX." + ++inboxes;
        Inbox inbox = lane.subscribe(reply);
        lane.publish("$JS.API.CONSUMER.MSG.NEXT.S." + name, reply, "", body);
        return inbox;
    }

    /** Acknowledges a message. */
    void ack(Received message, String payload) {
        String reply = message.reply();
        if (reply == null) {
            throw new IllegalArgumentException("No reply subject: " + message);
        }
        lane.publish(reply, null, "", payload);
    }

    /** Acknowledges a message and asks for an answer. */
    Inbox ackWithReply(String ackSubject, String payload) {
        String reply = "_INBOX." + ++inboxes;
        Inbox inbox = lane.subscribe(reply);
        lane.publish(ackSubject, reply, "", payload);
        return inbox;
    }

    /** The payloads of what was received. */
    static List<String> payloads(List<Received> messages) {
        return messages.stream().map(Received::payload).toList();
    }

    /** The status lines of what was received. */
    static List<String> statuses(List<Received> messages) {
        return messages.stream().map(Received::status).filter(s -> !s.isEmpty()).toList();
    }

    /** What the acknowledgement subject says, from the number of deliveries on, without the time. */
    static List<Long> numbers(Received message) {
        String[] tokens = String.valueOf(message.reply()).split("\\.");
        int at = tokens.length - 5;
        return List.of(
                Long.valueOf(tokens[at]),
                Long.valueOf(tokens[at + 1]),
                Long.valueOf(tokens[at + 2]),
                Long.valueOf(tokens[at + 4]));
    }

    void advance(Duration step) {
        lane.advance(step);
    }

    @Override
    public void close() {
        lane.close();
    }
}
