package dev.natsbroker.spring.listener.jetstream;

import dev.natsbroker.spring.listener.ListenerCounters;
import io.nats.client.Message;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Counts of a container. Thread-safe. */
final class Counters {
    /** Counts of what goes through handlers, for all kinds of listeners alike. */
    final ListenerCounters handled;

    final LongAdder received = new LongAdder();
    final LongAdder acked = new LongAdder();
    final LongAdder nacked = new LongAdder();
    final LongAdder terminated = new LongAdder();
    final LongAdder deadLettered = new LongAdder();
    final LongAdder failed = new LongAdder();

    Counters(ListenerCounters handled) {
        this.handled = handled;
    }

    /** Deliveries that are queued or at the handler; what a source looks at before it asks for more. */
    final AtomicInteger inFlight = new AtomicInteger();

    /** Messages that the consumer had not delivered when it was set up; -1 if not known. */
    volatile long initialLag = -1;

    /** The last message that came, which knows how many are left. */
    volatile @Nullable Message last;

    /** Messages that the consumer has not delivered yet; -1 if not known. */
    long lag() {
        Message message = last;
        return message == null ? initialLag : message.metaData().pendingCount();
    }
}
