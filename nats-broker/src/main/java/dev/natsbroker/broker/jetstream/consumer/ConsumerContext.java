package dev.natsbroker.broker.jetstream.consumer;

import dev.natsbroker.broker.jetstream.model.AckPolicy;
import dev.natsbroker.broker.jetstream.model.ConsumerConfig;
import dev.natsbroker.broker.jetstream.model.Nuid;
import dev.natsbroker.broker.jetstream.model.RetentionPolicy;
import dev.natsbroker.broker.jetstream.store.ConsumerState;
import dev.natsbroker.broker.jetstream.store.StreamStore;
import dev.natsbroker.broker.jetstream.store.SubjectFilter;
import dev.natsbroker.broker.jetstream.stream.Stream;
import dev.natsbroker.broker.jetstream.stream.StreamHost;
import dev.natsbroker.broker.runtime.BrokerClock;
import dev.natsbroker.broker.runtime.Timers;
import java.util.random.RandomGenerator;

/** What the parts of one consumer share. Owned by the stream's lane. */
final class ConsumerContext {
    final Stream stream;
    final StreamStore store;
    final StreamHost host;
    final String streamName;
    final String name;
    final ConsumerState state;
    final Cursor cursor;
    final BrokerClock clock;
    final Timers timers;
    final RandomGenerator random;
    final Nuid nuid;

    private volatile ConsumerConfig config;
    private SubjectFilter filter;

    @SuppressWarnings("this-escape") // the cursor only keeps the reference
    ConsumerContext(Stream stream, String name, ConsumerConfig config, ConsumerState state) {
        this.stream = stream;
        this.store = stream.store();
        this.host = stream.host();
        this.streamName = stream.config().name();
        this.name = name;
        this.state = state;
        this.cursor = new Cursor(this);
        this.clock = stream.lane().clock();
        this.timers = stream.lane().lane().timers();
        this.random = stream.lane().random();
        this.nuid = new Nuid(random);
        this.config = config;
        this.filter = SubjectFilter.of(config.filters());
    }

    ConsumerConfig config() {
        return config;
    }

    /** Returns whether the filter is another one. */
    boolean config(ConsumerConfig newConfig) {
        boolean sameFilter = newConfig.filters().equals(config.filters());
        config = newConfig;
        if (!sameFilter) {
            filter = SubjectFilter.of(newConfig.filters());
        }
        return !sameFilter;
    }

    SubjectFilter filter() {
        return filter;
    }

    /** Whether deliveries wait for an acknowledgement. */
    boolean isAcked() {
        return config.ackPolicy() != AckPolicy.NONE;
    }

    /** Whether clients acknowledge messages by the subjects that come with them. */
    boolean hasAckSubjects() {
        return isAcked() && config.ackPolicy() != AckPolicy.FLOW_CONTROL;
    }

    /** Most pending messages, 0 for no limit. */
    long maxAckPending() {
        return isAcked() ? Math.max(0, config.maxAckPending()) : 0;
    }

    /** Whether acknowledgements do not remove messages. */
    boolean isKeptByLimits() {
        return stream.config().retention() == RetentionPolicy.LIMITS;
    }

    /** Tells the stream that this consumer needs a message no more. */
    void done(long sequence) {
        if (!isKeptByLimits()) {
            stream.acknowledged(sequence);
        }
    }
}
