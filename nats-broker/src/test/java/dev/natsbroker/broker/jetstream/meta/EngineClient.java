package dev.natsbroker.broker.jetstream.meta;

import dev.natsbroker.broker.jetstream.meta.StreamModel.ConsumerModel;
import dev.natsbroker.broker.jetstream.meta.StreamModel.Phase;
import dev.natsbroker.broker.jetstream.model.AckPolicy;
import dev.natsbroker.broker.runtime.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The client of a simulation: does what comes to its mind, and notes what it is told. */
final class EngineClient implements Consumer<EngineLife.Heard> {
    private static final Pattern SEQUENCE = Pattern.compile("\"seq\": ?(\\d+)");
    private static final String[] ACKS = {"+ACK", "", "-NAK", "+TERM", "+WPI", "-NAK {\"delay\":5000000000}"};

    /** Something that was asked. */
    private static final class Request {
        final String what;
        final StreamModel stream;
        final @Nullable ConsumerModel consumer;
        final Consumer<String> onSuccess;
        int streamIndex = -1;
        int consumerIndex = -1;

        Request(String what, StreamModel stream, @Nullable ConsumerModel consumer, Consumer<String> onSuccess) {
            this.what = what;
            this.stream = stream;
            this.consumer = consumer;
            this.onSuccess = onSuccess;
        }
    }

    private final Random random;
    private final ManualClock clock;
    private final Map<String, StreamModel> streams;
    private final Map<String, Request> requests = new HashMap<>();
    private final List<EngineLife.Heard> heard = new ArrayList<>();
    private final Set<String> published = new HashSet<>();
    final List<String> story = new ArrayList<>();
    private @Nullable EngineLife server;
    private long counter;

    EngineClient(Random random, ManualClock clock, Map<String, StreamModel> streams) {
        this.random = random;
        this.clock = clock;
        this.streams = streams;
    }

    /** Another life of the server begins; what it does not know any more is forgotten. */
    void begin(EngineLife life) {
        server = life;
        requests.clear();
        heard.clear();
        life.observe(() -> look(life));
        life.disk.observe(() -> lookAtConsumers(life));
        life.listenToPushes();
    }

    /** What is written is what consumers have come to just then, and that may be on the way from one look to the next. */
    private void lookAtConsumers(EngineLife life) {
        for (StreamEntry entry : life.served().snapshot()) {
            StreamModel model = streams.get(entry.name());
            if (entry.stream() != null && model != null && model.phase != Phase.GONE) {
                model.lookAtConsumers(entry);
            }
        }
    }

    @Override
    public void accept(EngineLife.Heard message) {
        heard.add(message);
        Request request = requests.get(message.subject());
        if (request != null && request.consumer != null && request.consumerIndex < 0) {
            request.consumerIndex = request.consumer.now(); // what comes behind the answer is not told by it
        }
    }

    /** Lets the lanes work, looks at everything, and takes the answers. */
    void moveLanes() {
        EngineLife life = Objects.requireNonNull(server);
        life.moveLanes();
        look(life);
        List<EngineLife.Heard> news = List.copyOf(heard);
        heard.clear();
        news.forEach(this::take);
    }

    private void look(EngineLife life) {
        for (StreamEntry entry : life.served().snapshot()) {
            StreamModel model = streams.get(entry.name());
            if (entry.stream() != null && model != null && model.phase != Phase.GONE) {
                model.look(entry, entry.stream(), published);
            }
        }
        streams.values().forEach(model -> model.lookWhileDeleted(published));
    }

    private void take(EngineLife.Heard message) {
        String reply = message.reply();
        if (reply != null && reply.startsWith("$JS.ACK.")) {
            delivered(message, reply);
            return;
        }
        if (reply != null && reply.startsWith("$JS.FC.")) {
            if (random.nextInt(4) != 0) {
                Objects.requireNonNull(server).publish(reply, null, "", "");
            }
            return;
        }
        Request request = requests.remove(message.subject());
        if (request == null || message.payload().contains("\"error\"")) {
            story.add("  refused or unknown: " + message);
            return;
        }
        story.add("  answered: " + request.what + " -> " + message.payload());
        ConsumerModel consumer = request.consumer;
        if (consumer == null && !request.what.equals("publish")) {
            request.stream.safe(request.streamIndex < 0 ? request.stream.now() : request.streamIndex);
        } else if (consumer != null) {
            consumer.safe(request.consumerIndex < 0 ? consumer.now() : request.consumerIndex);
        }
        request.onSuccess.accept(message.payload());
    }

    private void delivered(EngineLife.Heard message, String reply) {
        String[] tokens = reply.split("\\.");
        StreamModel stream = streams.get(tokens[2]);
        ConsumerModel consumer = stream == null ? null : stream.consumers.get(tokens[3]);
        if (stream == null || consumer == null) {
            return;
        }
        long sequence = Long.parseLong(tokens[5]);
        boolean pushed = consumer.history.get(consumer.now()).config().isPush();
        story.add("  " + (pushed ? "pushed: " : "delivered: ") + reply);
        String text = message.subject() + '|' + message.payload();
        String stored = stream.last().payload(sequence);
        if (stored != null && !stored.equals(text)) {
            throw new AssertionError("Delivered " + message + " instead of " + stored);
        }
        consumer.unacknowledged.add(reply);
        stream.safeWith(sequence); // who has got a message may rely on it
    }

    void requireAnswers() {
        if (!requests.isEmpty()) {
            throw new AssertionError("No answer to "
                    + requests.values().stream().map(request -> request.what).toList());
        }
    }

    /** Does one thing. */
    void act() {
        switch (random.nextInt(24)) {
            case 0 -> createStream();
            case 1 -> changeStream();
            case 2 -> createConsumer();
            case 3 -> changeConsumer();
            case 4, 5 -> remove();
            case 6, 7, 8 -> fetch();
            case 9, 10, 11, 12 -> acknowledge();
            case 13 -> clock.advance(Duration.ofMillis(random.nextInt(8) == 0 ? 31_000 : random.nextInt(200)));
            default -> publish();
        }
        moveLanes();
        for (Request request : requests.values()) {
            if (request.streamIndex == -1) {
                request.streamIndex = request.stream.now();
                request.consumerIndex = request.consumer == null ? 0 : request.consumer.now();
            }
        }
    }

    private void ask(Request request, String subject, String headers, String body) {
        String reply = "_R." + counter++;
        story.add(reply + " " + request.what + " " + subject + " " + body + " " + headers.replace("\r\n", "/"));
        requests.put(reply, request);
        Objects.requireNonNull(server).publish(subject, reply, headers, body);
    }

    private @Nullable StreamModel anyStream() {
        List<StreamModel> there =
                streams.values().stream().filter(s -> s.phase == Phase.THERE).toList();
        return there.isEmpty() ? null : there.get(random.nextInt(there.size()));
    }

    private @Nullable ConsumerModel anyConsumer(@Nullable StreamModel stream) {
        if (stream == null) {
            return null;
        }
        List<ConsumerModel> there = stream.consumers.values().stream()
                .filter(c -> c.phase == Phase.THERE)
                .toList();
        return there.isEmpty() ? null : there.get(random.nextInt(there.size()));
    }

    // --- streams

    private void createStream() {
        String name = "S" + random.nextInt(4);
        StreamModel known = streams.get(name);
        if (known != null && known.phase != Phase.GONE) {
            return;
        }
        StreamModel model = new StreamModel(name);
        streams.put(name, model);
        ask(
                new Request("create", model, null, answer -> model.phase = Phase.THERE),
                "$JS.API.STREAM.CREATE." + name,
                "",
                config(name, new String[] {"limits", "limits", "limits", "interest", "workqueue"}[random.nextInt(5)]));
    }

    private String config(String name, String retention) {
        return "{\"name\":\"" + name + "\",\"subjects\":[\"" + name + ".>\"],\"storage\":\"file\",\"retention\":\""
                + retention + "\",\"discard\":\"" + (random.nextInt(4) == 0 ? "new" : "old") + "\",\"max_msgs\":"
                + (random.nextInt(3) == 0 ? 3 + random.nextInt(20) : -1) + ",\"max_bytes\":"
                + (random.nextInt(5) == 0 ? 800 + random.nextInt(2000) : -1) + ",\"max_msgs_per_subject\":"
                + (random.nextInt(3) == 0 ? 1 + random.nextInt(3) : -1)
                + (random.nextInt(5) == 0 ? ",\"max_age\":" + (1 + random.nextInt(40)) + "000000000" : "")
                + (random.nextInt(3) == 0 ? ",\"compression\":\"s2\"" : "")
                + (random.nextInt(8) == 0 ? ",\"first_seq\":" + (1 + random.nextInt(3000)) : "")
                + ",\"allow_rollup_hdrs\":true,\"allow_atomic\":true,\"allow_direct\":true}";
    }

    private void changeStream() {
        StreamModel stream = anyStream();
        if (stream == null) {
            return;
        }
        if (random.nextInt(3) == 0) {
            stream.phase = Phase.DELETING;
            stream.watchDeletion(published);
            ask(
                    new Request("delete", stream, null, answer -> stream.phase = Phase.GONE),
                    "$JS.API.STREAM.DELETE." + stream.name,
                    "",
                    "");
        } else {
            stream.mayRemove = true;
            String retention = stream.last().config().retention().toString().toLowerCase(java.util.Locale.ROOT);
            ask(
                    new Request("update", stream, null, answer -> {}),
                    "$JS.API.STREAM.UPDATE." + stream.name,
                    "",
                    config(stream.name, retention).replaceAll(",\"first_seq\":\\d+", ""));
        }
    }

    private void remove() {
        StreamModel stream = anyStream();
        if (stream == null || stream.last().messages().isEmpty()) {
            return;
        }
        StreamSnapshot last = stream.last();
        stream.mayRemove = true;
        long sequence = last.first() + random.nextInt((int) (last.last() - last.first() + 2));
        Request request = new Request("remove", stream, null, answer -> {});
        switch (random.nextInt(5)) {
            case 0 ->
                ask(request, "$JS.API.STREAM.PURGE." + stream.name, "", "{\"filter\":\"" + subject(stream) + "\"}");
            case 1 ->
                ask(
                        request,
                        "$JS.API.STREAM.PURGE." + stream.name,
                        "",
                        random.nextInt(3) == 0 ? "{\"keep\":" + random.nextInt(5) + "}" : "{\"seq\":" + sequence + "}");
            default ->
                ask(
                        request,
                        "$JS.API.STREAM.MSG.DELETE." + stream.name,
                        "",
                        "{\"seq\":" + sequence + ",\"no_erase\":" + random.nextBoolean() + "}");
        }
    }

    private String subject(StreamModel stream) {
        return stream.name + "." + (char) ('a' + random.nextInt(5));
    }

    // --- messages

    private void publish() {
        StreamModel stream = anyStream();
        if (stream == null) {
            return;
        }
        if (random.nextInt(8) == 0) {
            publishBatch(stream);
            return;
        }
        for (int i = random.nextInt(6) == 0 ? random.nextInt(12) : 1; i > 0; i--) {
            publish(stream);
        }
    }

    private void publishBatch(StreamModel stream) {
        String id = "b" + counter++;
        int size = 1 + random.nextInt(8);
        boolean cutShort = random.nextInt(10) == 0;
        for (int i = 1; i <= size; i++) {
            String subject = subject(stream);
            String payload = id + '-' + i + "of" + size + '-' + "x".repeat(random.nextInt(200));
            String headers = "NATS/1.0\r\nNats-Batch-Id: " + id + "\r\nNats-Batch-Sequence: " + i + "\r\n";
            published.add(subject + '|' + payload);
            if (i < size) {
                Objects.requireNonNull(server).publish(subject, null, headers + "\r\n", payload);
            } else if (!cutShort) {
                ask(
                        published(stream, subject + '|' + payload),
                        subject,
                        headers + "Nats-Batch-Commit: 1\r\n\r\n",
                        payload);
            }
        }
    }

    private Request published(StreamModel stream, String text) {
        return new Request("publish", stream, null, answer -> {
            Matcher sequence = SEQUENCE.matcher(answer);
            if (!sequence.find()) {
                throw new AssertionError("No acknowledgement: " + answer);
            }
            long number = Long.parseLong(sequence.group(1));
            stream.acknowledged(number, text, answer.contains("duplicate"));
            stream.safeWith(number);
        });
    }

    private void publish(StreamModel stream) {
        String subject = subject(stream);
        String payload = "p" + counter + "x".repeat(random.nextInt(random.nextInt(30) == 0 ? 3000 : 120));
        String text = subject + '|' + payload;
        StringBuilder headers = new StringBuilder();
        if (random.nextInt(4) == 0) {
            headers.append("Nats-Msg-Id: id").append(counter).append("\r\n");
        }
        if (random.nextInt(15) == 0) {
            stream.mayRemove = true;
            headers.append("Nats-Rollup: ")
                    .append(random.nextBoolean() ? "sub" : "all")
                    .append("\r\n");
        }
        published.add(text);
        ask(published(stream, text), subject, headers.length() == 0 ? "" : "NATS/1.0\r\n" + headers + "\r\n", payload);
    }

    // --- consumers

    private void createConsumer() {
        StreamModel stream = anyStream();
        if (stream == null) {
            return;
        }
        String name = "C" + random.nextInt(3);
        ConsumerModel known = stream.consumers.get(name);
        if (known != null && known.phase != Phase.GONE) {
            return;
        }
        ConsumerModel consumer = new ConsumerModel(name);
        stream.consumers.put(name, consumer);
        ask(
                new Request("consumer", stream, consumer, answer -> consumer.phase = Phase.THERE),
                "$JS.API.CONSUMER.CREATE." + stream.name + "." + name,
                "",
                consumerConfig(
                        stream,
                        name,
                        new String[] {"explicit", "explicit", "all", "none"}[random.nextInt(4)],
                        (random.nextBoolean() ? ",\"filter_subject\":\"" + subject(stream) + "\"" : "")
                                + (random.nextInt(3) == 0 ? push(random.nextBoolean()) : "")));
    }

    private String push(boolean withFlowControl) {
        return ",\"deliver_subject\":\"_P." + counter++ + "\""
                + (withFlowControl ? ",\"flow_control\":true,\"idle_heartbeat\":5000000000" : "");
    }

    private String consumerConfig(StreamModel stream, String name, String policy, String filter) {
        return "{\"stream_name\":\"" + stream.name + "\",\"config\":{\"durable_name\":\"" + name + "\",\"name\":\""
                + name + "\",\"ack_policy\":\"" + policy + "\",\"max_deliver\":"
                + (random.nextInt(3) == 0 ? 2 : -1) + ",\"max_ack_pending\":" + (2 + random.nextInt(40))
                + ",\"ack_wait\":30000000000" + filter + "}}";
    }

    private void changeConsumer() {
        StreamModel stream = anyStream();
        ConsumerModel consumer = anyConsumer(stream);
        if (stream == null || consumer == null) {
            return;
        }
        stream.mayRemove = true;
        if (random.nextBoolean()) {
            consumer.phase = Phase.DELETING;
            ask(
                    new Request("delete consumer", stream, consumer, answer -> consumer.phase = Phase.GONE),
                    "$JS.API.CONSUMER.DELETE." + stream.name + "." + consumer.name,
                    "",
                    "");
        } else {
            var config = consumer.history.get(consumer.now()).config();
            String filter =
                    config.filterSubject().isEmpty() ? "" : ",\"filter_subject\":\"" + config.filterSubject() + "\"";
            if (config.isPush()) { // to another subject
                filter += push(config.flowControl());
            }
            ask(
                    new Request("update consumer", stream, consumer, answer -> {}),
                    "$JS.API.CONSUMER.CREATE." + stream.name + "." + consumer.name,
                    "",
                    consumerConfig(
                            stream,
                            consumer.name,
                            config.ackPolicy().toString().toLowerCase(java.util.Locale.ROOT),
                            filter));
        }
    }

    private void fetch() {
        StreamModel stream = anyStream();
        ConsumerModel consumer = anyConsumer(stream);
        if (stream == null
                || consumer == null
                || consumer.history.get(consumer.now()).config().isPush()) {
            return;
        }
        String reply = "_R.f" + counter++;
        story.add(reply + " fetch " + stream.name + " " + consumer.name);
        Objects.requireNonNull(server)
                .publish(
                        "$JS.API.CONSUMER.MSG.NEXT." + stream.name + "." + consumer.name,
                        reply,
                        "",
                        "{\"batch\":" + (1 + random.nextInt(6)) + (random.nextBoolean() ? ",\"no_wait\":true" : "")
                                + ",\"expires\":" + (1 + random.nextInt(3)) + "000000000}");
    }

    private void acknowledge() {
        StreamModel stream = anyStream();
        ConsumerModel consumer = anyConsumer(stream);
        if (stream == null || consumer == null || consumer.unacknowledged.isEmpty()) {
            return;
        }
        String subject = consumer.unacknowledged.remove(random.nextInt(consumer.unacknowledged.size()));
        String form = ACKS[Math.max(0, random.nextInt(10) - 4)];
        boolean unanswered = consumer.history.get(consumer.now()).config().ackPolicy() == AckPolicy.NONE;
        if (unanswered || random.nextInt(3) == 0) {
            story.add("ack " + subject + " " + form);
            Objects.requireNonNull(server).publish(subject, null, "", form);
        } else {
            String reply = "_R." + counter++;
            story.add(reply + " ack " + subject + " " + form);
            requests.put(reply, new Request("ack", stream, consumer, answer -> {}));
            Objects.requireNonNull(server).publish(subject, reply, "", form);
        }
    }
}
