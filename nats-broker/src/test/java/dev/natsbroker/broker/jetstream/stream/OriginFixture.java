package dev.natsbroker.broker.jetstream.stream;

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
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A stream S that mirrors or sources others, and the hand of the test that plays the servers where those are. */
final class OriginFixture implements AutoCloseable {
    private static final Pattern DELIVER = Pattern.compile("\"deliver_subject\":\"([^\"]+)\"");
    private static final Pattern NAME = Pattern.compile("\"name\":\"([^\"]+)\"");

    private final LaneFixture lane = new LaneFixture();
    private final MemoryStreamStore store = new MemoryStreamStore(1);
    private final Inbox requests = lane.subscribe("$JS.API.CONSUMER.>");
    private final Inbox flow = lane.subscribe("$JS.FC.>");
    private Stream stream;
    private boolean full;
    private String deliver = "";
    private String consumer = "";

    OriginFixture(UnaryOperator<StreamConfigBuilder> change) {
        stream = start(change.apply(StreamFixture.defaults().subjects(List.of()).duplicateWindowNanos(0))
                .build());
    }

    private Stream start(StreamConfig config) {
        return lane.ask(() -> {
            Stream made = new Stream(
                    lane.streamLane(), lane.host(), config, lane.clock().now(), onDevice());
            made.start();
            return made;
        });
    }

    /** The store on a device that may be full. */
    private StreamStore onDevice() {
        return (StreamStore) Proxy.newProxyInstance(
                StreamStore.class.getClassLoader(), new Class<?>[] {StreamStore.class}, (proxy, method, arguments) -> {
                    if (full
                            && (method.getName().equals("append")
                                    || method.getName().equals("skipTo"))) {
                        throw new StoreFullException("full", new IOException("no space left on device"));
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    void diskFull(boolean isFull) {
        full = isFull;
    }

    void restart() {
        lane.run(() -> stream.stop(false));
        stream = start(stream.config());
    }

    /** The next request for a consumer, which comes after at most {@code wait}. */
    Received request(Duration wait) {
        lane.advance(wait);
        List<Received> taken = requests.take();
        if (taken.size() != 1) {
            throw new AssertionError("Requests: " + taken);
        }
        Received request = taken.get(0);
        deliver = first(DELIVER, request.payload(), deliver);
        consumer = first(NAME, request.payload(), consumer);
        return request;
    }

    /** The first request; its jitter is less than 200 ms. */
    Received request() {
        return request(Duration.ofMillis(200));
    }

    private static String first(Pattern pattern, String text, String otherwise) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? matcher.group(1) : otherwise;
    }

    List<Received> requests() {
        return requests.take();
    }

    void answer(Received request, String headers, String payload) {
        lane.publish(java.util.Objects.requireNonNull(request.reply()), null, headers, payload);
    }

    /** The consumer is there and begins behind {@code delivered}. */
    void accept(Received request, long delivered, String identity) {
        String headers = identity.isEmpty() ? "" : StreamFixture.block("Nats-Stream-Identity: " + identity);
        answer(
                request,
                headers,
                "{\"type\":\"io.nats.jetstream.api.v1.consumer_create_response\",\"stream_name\":\"O\",\"name\":\""
                        + consumer
                        + "\",\"config\":{\"deliver_subject\":\"" + deliver
                        + "\",\"ack_policy\":\"none\",\"deliver_policy\":\"all\"},\"delivered\":{\"consumer_seq\":0,\"stream_seq\":"
                        + delivered + "}}");
    }

    void refuse(Received request, int code, int errCode, String description) {
        answer(
                request,
                "",
                "{\"error\":{\"code\":" + code + ",\"err_code\":" + errCode + ",\"description\":\"" + description
                        + "\"}}");
    }

    /** Delivers a message of the origin. */
    void deliver(long sequence, long number, long pending, String subject, String payload, String... headers) {
        String reply =
                "$JS.ACK.O." + consumer + ".1." + sequence + '.' + number + '.' + (1_000 + sequence) + '.' + pending;
        lane.deliver(deliver, subject, reply, StreamFixture.block(headers), payload);
    }

    void heartbeat(String... headers) {
        lane.deliver(deliver, deliver, null, "NATS/1.0 100 Idle Heartbeat\r\n" + lines(headers) + "\r\n", "");
    }

    /** Asks whether it may go on; returns the headers of the answer. */
    List<String> flowControl() {
        flow.take();
        lane.deliver(deliver, deliver, "$JS.FC.O.x", "NATS/1.0 100 FlowControl Request\r\n\r\n", "");
        return flow.take().stream().map(Received::headers).toList();
    }

    private static String lines(String... headers) {
        StringBuilder lines = new StringBuilder();
        for (String header : headers) {
            lines.append(header).append("\r\n");
        }
        return lines.toString();
    }

    void update(UnaryOperator<StreamConfigBuilder> change) {
        lane.run(() -> stream.operations()
                .update(change.apply(stream.config().toBuilder()).build()));
    }

    String consumer() {
        return consumer;
    }

    String deliverSubject() {
        return deliver;
    }

    LaneFixture lane() {
        return lane;
    }

    Stream stream() {
        return stream;
    }

    MemoryStreamStore store() {
        return store;
    }

    /** {@code <subject>|<headers>|<payload>|<time>} of a stored message. */
    String stored(long sequence) {
        return lane.ask(() -> {
            StoredMessage message = new StoredMessage();
            if (!store.read(sequence, message)) {
                return "none";
            }
            return text(message, message.subjectOffset(), message.subjectLength())
                    + '|'
                    + text(message, message.headersOffset(), message.headersLength())
                            .replace("\r\n", " ")
                    + '|'
                    + text(message, message.payloadOffset(), message.payloadLength())
                    + '|'
                    + message.timeNanos();
        });
    }

    private static String text(StoredMessage message, int offset, int length) {
        return new String(message.buffer(), offset, length, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        lane.close();
    }
}
