package dev.natsbroker.bench;

import java.util.List;

/**
 * One kind of load.
 *
 * @param messages the number of messages that each publisher sends
 * @param size bytes of payload
 * @param publishers connections that publish
 * @param subscribers connections that receive
 * @param queue whether the subscribers share the messages in one queue group
 */
record Scenario(String name, int messages, int size, int publishers, int subscribers, boolean queue) {
    static final List<Scenario> ALL = List.of(
            new Scenario("pub16", 4_000_000, 16, 1, 0, false),
            new Scenario("pub128", 4_000_000, 128, 1, 0, false),
            new Scenario("pubsub128", 2_000_000, 128, 1, 1, false),
            new Scenario("pubsub4k", 200_000, 4096, 1, 1, false),
            new Scenario("fanout10", 300_000, 128, 1, 10, false),
            new Scenario("manypubs", 150_000, 128, 8, 2, false),
            new Scenario("queue4", 1_000_000, 128, 1, 4, true));

    /** The number of messages that count: deliveries, or publishes where nobody listens. */
    long counted() {
        long published = (long) messages * publishers;
        return subscribers == 0 || queue ? published : published * subscribers;
    }
}
