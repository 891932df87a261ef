package dev.natsbroker.broker.jetstream.meta;

import dev.natsbroker.broker.events.AdvisoryPublisher;
import dev.natsbroker.broker.events.AssetAction;
import dev.natsbroker.broker.jetstream.model.ConsumerAction;
import dev.natsbroker.broker.jetstream.model.ConsumerConfig;
import dev.natsbroker.broker.jetstream.model.ConsumerConfigRules;
import dev.natsbroker.broker.jetstream.model.ConsumerUpdateRules;
import dev.natsbroker.broker.jetstream.model.JetStreamError;
import dev.natsbroker.broker.jetstream.model.Nuid;
import dev.natsbroker.broker.jetstream.model.ServerLimits;
import dev.natsbroker.broker.jetstream.model.StreamConfig;
import dev.natsbroker.broker.jetstream.model.WorkQueueRules;
import dev.natsbroker.broker.jetstream.store.ConsumerState;
import dev.natsbroker.broker.jetstream.store.ConsumerStore;
import dev.natsbroker.broker.jetstream.stream.Stream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The consumers of one stream, and what is done with the stream as a whole. Owned by the stream's lane, on which all is called unless
 * it says otherwise.
 */
public final class StreamConsumers {
    private static final int NAME_LENGTH_MAX = 255;
    private static final long EPHEMERAL_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final StreamEntry entry;
    private final Stream stream;
    private final Nuid nuid;
    private final AdvisoryPublisher advisories;
    private final Map<String, ConsumerAsset> consumers = new TreeMap<>(Utf8Order.INSTANCE);
    private volatile List<ConsumerAsset> snapshot = List.of();
    private boolean deleted;

    StreamConsumers(StreamEntry entry, Stream stream) {
        this.entry = entry;
        this.stream = stream;
        this.nuid = new Nuid(stream.lane().random());
        this.advisories = new AdvisoryPublisher(
                stream.host().publisher(),
                stream.host().outbound(),
                stream.lane().clock(),
                nuid::next,
                stream.host().domain());
    }

    /** The stream; any thread may ask. */
    public Stream stream() {
        return stream;
    }

    /** The consumers in the order of their names, as they were at some moment. Any thread may ask. */
    public List<ConsumerAsset> snapshot() {
        return snapshot;
    }

    /** The consumers in the order of their names. */
    public Collection<ConsumerAsset> all() {
        return consumers.values();
    }

    /** How many there are that clients see. */
    public int count() {
        return (int) consumers.values().stream()
                .filter(consumer -> !consumer.config().direct())
                .count();
    }

    /** The consumer with this name; fails if there is none. */
    public ConsumerAsset require(String name) {
        ConsumerAsset consumer = consumers.get(name);
        if (consumer == null) {
            throw JetStreamError.CONSUMER_NOT_FOUND.toException();
        }
        return consumer;
    }

    /** The consumer with this name, or null. */
    public @Nullable ConsumerAsset find(String name) {
        return consumers.get(name);
    }

    /** Where advisories of the stream leave. */
    public AdvisoryPublisher advisories() {
        return advisories;
    }

    /** Takes over recovered consumers; before the stream is used. */
    void adopt(List<? extends ConsumerAsset> recovered) {
        for (ConsumerAsset consumer : recovered) {
            consumers.put(consumer.name(), consumer);
            entry.account().resources().addConsumer();
        }
        snapshot = List.copyOf(consumers.values());
    }

    /** Makes a consumer that goes on where an archive says. */
    void restore(String name, ConsumerArchive archive) {
        ConsumerMeta meta = new ConsumerMeta(name, stream.lane().clock().now(), archive.config());
        ConsumerState state = archive.state().toState();
        ConsumerStore store = entry.account().context().stores().consumerStore(stream, meta, state);
        consumers.put(name, entry.account().context().consumers().resume(stream, meta, state, store, () -> idle(name)));
        entry.account().resources().addConsumer();
        snapshot = List.copyOf(consumers.values());
    }

    /** A future that is fulfilled with {@code value} once everything that was done so far is durable. */
    public <T> CompletableFuture<T> whenDurable(long position, T value) {
        return stream.lane().commits().future(position, value);
    }

    /** A future that is fulfilled with {@code value} once everything that was done with the stream and its consumers is durable. */
    public <T> CompletableFuture<T> whenAllDurable(T value) {
        long position = stream.store().position();
        for (ConsumerAsset consumer : consumers.values()) {
            position = Math.max(position, consumer.position());
        }
        return whenDurable(position, value);
    }

    /** Makes or changes a consumer, as the action allows; fulfilled when that is durable. */
    public CompletableFuture<ConsumerAsset> create(ConsumerConfig wanted, ConsumerAction action, boolean pedantic) {
        ConsumerConfig requested = wanted;
        if (SourcingConsumers.isOne(wanted)) {
            requested = SourcingConsumers.of(wanted, stream.config().retention(), nuid);
            requested = SourcingConsumers.keepStart(requested, consumers.get(nameOf(requested)));
        }
        ServerLimits limits = StreamRules.limitsOf(entry.account());
        ConsumerConfig config = ConsumerConfigRules.forCreate(requested, stream.config(), pedantic, limits);
        String name = nameOf(config);
        ConsumerAsset existing = name.isEmpty() ? null : consumers.get(name);
        if (existing == null) {
            if (action == ConsumerAction.UPDATE) {
                throw JetStreamError.CONSUMER_DOES_NOT_EXIST.toException();
            }
            return add(name, withThreshold(config, config.isDurable()));
        }
        if (action == ConsumerAction.CREATE && !ConsumerConfigRules.isSame(config, existing.config())) {
            throw JetStreamError.CONSUMER_ALREADY_EXISTS.toException();
        }
        boolean mayStay = existing.config().isDurable() || existing.config().inactiveThresholdNanos() == 0;
        return update(existing, withThreshold(config, mayStay));
    }

    /** What is not durable does not stay unused for ever. As in the reference this does not count when configurations are compared. */
    private static ConsumerConfig withThreshold(ConsumerConfig config, boolean mayStay) {
        return mayStay || config.inactiveThresholdNanos() != 0
                ? config
                : config.toBuilder().inactiveThresholdNanos(EPHEMERAL_NANOS).build();
    }

    private static String nameOf(ConsumerConfig config) {
        return config.durableName().isEmpty() ? config.name() : config.durableName();
    }

    private CompletableFuture<ConsumerAsset> add(String wantedName, ConsumerConfig config) {
        checkCount(config);
        WorkQueueRules.checkNew(config, stream.config(), configsBut(null));
        checkLength(config);
        if (!entry.account().resources().tryAddConsumer()) {
            throw JetStreamError.MAXIMUM_CONSUMERS_LIMIT.toException();
        }
        String name = wantedName.isEmpty() ? freeName() : wantedName;
        ConsumerAsset consumer;
        try {
            consumer = entry.account()
                    .context()
                    .consumers()
                    .create(stream, config, name, stream.lane().clock().now(), () -> idle(name));
        } catch (RuntimeException e) {
            entry.account().resources().removeConsumer();
            throw e;
        }
        consumers.put(name, consumer);
        snapshot = List.copyOf(consumers.values());
        return whenDurable(consumer.position(), consumer);
    }

    private String freeName() {
        String name = nuid.nextConsumerName();
        while (consumers.containsKey(name)) {
            name = nuid.nextConsumerName();
        }
        return name;
    }

    private static void checkLength(ConsumerConfig config) {
        if (config.durableName().getBytes(StandardCharsets.UTF_8).length > NAME_LENGTH_MAX) {
            throw JetStreamError.CONSUMER_NAME_TOO_LONG.toException(NAME_LENGTH_MAX);
        }
        // The reference checks other names by trying to make a file of that name.
        if (config.name().getBytes(StandardCharsets.UTF_8).length > NAME_LENGTH_MAX && !config.memoryStorage()) {
            throw JetStreamError.CONSUMER_CREATE.toException("error creating store for consumer");
        }
    }

    private void checkCount(ConsumerConfig config) {
        if (config.direct() || config.sourcing()) {
            return;
        }
        long ofStream = stream.config().maxConsumers();
        long max = ofStream > 0
                ? ofStream
                : entry.account().context().options().limits().defaultMaxConsumers();
        int ofAccount = entry.account().resources().limits().maxConsumers();
        boolean isAccountFull = ofAccount >= 0 && entry.account().resources().consumers() >= ofAccount;
        if (isAccountFull || max > 0 && count() >= max) {
            throw JetStreamError.MAXIMUM_CONSUMERS_LIMIT.toException();
        }
    }

    private List<ConsumerConfig> configsBut(@Nullable ConsumerAsset one) {
        return consumers.values().stream()
                .filter(consumer -> consumer != one)
                .map(ConsumerAsset::config)
                .toList();
    }

    private CompletableFuture<ConsumerAsset> update(ConsumerAsset consumer, ConsumerConfig requested) {
        ConsumerConfig config = ConsumerUpdateRules.forUpdate(consumer.config(), requested, this::hasInterest);
        if (!config.equals(consumer.config())) {
            WorkQueueRules.checkUpdate(config, stream.config(), configsBut(consumer));
            consumer.update(config);
        }
        if (SourcingConsumers.beginsAnew(config)) {
            consumer.reset(0);
        }
        return whenDurable(consumer.position(), consumer);
    }

    private boolean hasInterest(String subject) {
        byte[] bytes = subject.getBytes(StandardCharsets.UTF_8);
        return stream.host().publisher().hasInterest(bytes, 0, bytes.length);
    }

    /** Deletes a consumer; fulfilled when that is durable. */
    public CompletableFuture<Boolean> delete(ConsumerAsset consumer) {
        consumer.delete();
        gone(consumer.name());
        return whenDurable(consumer.position(), true);
    }

    /** Nobody has used a consumer for long. */
    private void idle(String name) {
        ConsumerAsset consumer = consumers.get(name);
        if (consumer != null) {
            consumer.delete();
            gone(name);
        }
    }

    /** A consumer has ended. */
    private void gone(String name) {
        ConsumerAsset consumer = consumers.remove(name);
        if (consumer == null) {
            return;
        }
        snapshot = List.copyOf(consumers.values());
        entry.account().resources().removeConsumer();
    }

    /** Puts a checked configuration of the stream in force; fulfilled when that is durable. */
    CompletableFuture<Boolean> updateStream(StreamConfig config) {
        checkConsumersAgainst(config);
        StreamConfig inForce = config.inForce();
        entry.account()
                .context()
                .stores()
                .saveConfig(entry.account(), stream, inForce); // if it fails, nothing has changed
        stream.operations().update(config);
        advisories.publish(AssetAction.ofStream(entry.name(), AssetAction.Action.MODIFY));
        return stream.operations().whenDurable(true);
    }

    private void checkConsumersAgainst(StreamConfig config) {
        if (config.consumerLimits().equals(stream.config().consumerLimits())) {
            return;
        }
        long pending = config.consumerLimits().maxAckPending();
        long inactive = config.consumerLimits().inactiveThresholdNanos();
        List<String> violators = consumers.values().stream()
                .filter(consumer -> pending > 0 && consumer.config().maxAckPending() > pending
                        || inactive > 0 && consumer.config().inactiveThresholdNanos() > inactive)
                .map(ConsumerAsset::name)
                .toList();
        if (!violators.isEmpty()) {
            throw JetStreamError.STREAM_UPDATE.toException(
                    "change to limits violates consumers: " + String.join(", ", violators));
        }
    }

    /** Fails if the stream was deleted: its messages cannot be read any more. */
    public void requireThere() {
        if (deleted) {
            throw JetStreamError.STREAM_NOT_FOUND.toException();
        }
    }

    /** Stops the stream and its consumers for good. */
    Stream deleteStream() {
        deleted = true;
        stream.store().beginDelete();
        stream.stop(true);
        for (ConsumerAsset consumer : List.copyOf(consumers.values())) {
            gone(consumer.name());
        }
        advisories.publish(AssetAction.ofStream(entry.name(), AssetAction.Action.DELETE));
        return stream;
    }
}
