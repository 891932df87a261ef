package dev.natsbroker.broker.jetstream.meta;

import dev.natsbroker.broker.jetstream.meta.StreamModel.Phase;
import dev.natsbroker.broker.jetstream.model.AckPolicy;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** What the client does with consumers, and what it gets from them. */
final class ConsumerActions {
    private static final String[] ACKS = {"+ACK", "", "-NAK", "+TERM", "+WPI", "-NAK {\"delay\":5000000000}"};

    private final EngineClient client;
    private final Random random;

    ConsumerActions(EngineClient client) {
        this.client = client;
        this.random = client.random;
    }

    void delivered(EngineLife.Heard message, String reply) {
        String[] tokens = reply.split("\\.");
        StreamModel stream = client.streams.get(tokens[2]);
        ConsumerModel consumer = stream == null ? null : stream.consumers.get(tokens[3]);
        if (stream == null || consumer == null) {
            return;
        }
        long sequence = Long.parseLong(tokens[5]);
        boolean pushed = consumer.last().config().isPush();
        client.story.add("  " + (pushed ? "pushed: " : "delivered: ") + reply);
        String text = message.subject() + '|' + message.payload();
        String stored = stream.last().text(sequence);
        if (stored != null && !stored.equals(text)) {
            throw new AssertionError("Delivered " + message + " instead of " + stored);
        }
        consumer.unacknowledged.add(reply);
        stream.safeWith(sequence); // who has got a message may rely on it
    }

    private @Nullable ConsumerModel anyConsumer(@Nullable StreamModel stream) {
        if (stream == null) {
            return null;
        }
        List<ConsumerModel> there = stream.consumers.values().stream()
                .filter(c -> c.phase == Phase.THERE)
                .toList();
        return there.isEmpty() ? null : client.any(there);
    }

    void create() {
        StreamModel stream = client.anyStream(each -> each.kind != StreamKind.QUEUED);
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
        client.ask(
                new ClientRequest("consumer", stream, consumer, answer -> consumer.phase = Phase.THERE),
                "$JS.API.CONSUMER.CREATE." + stream.name + "." + name,
                "",
                consumerConfig(
                        stream,
                        name,
                        new String[] {"explicit", "explicit", "all", "none"}[random.nextInt(4)],
                        (random.nextBoolean() ? ",\"filter_subject\":\"" + client.subject(stream) + "\"" : "")
                                + (random.nextInt(3) == 0 ? push(random.nextBoolean()) : "")));
    }

    private String push(boolean withFlowControl) {
        return ",\"deliver_subject\":\"_P." + client.count() + "\""
                + (withFlowControl ? ",\"flow_control\":true,\"idle_heartbeat\":5000000000" : "");
    }

    private String consumerConfig(StreamModel stream, String name, String policy, String filter) {
        return "{\"stream_name\":\"" + stream.name + "\",\"config\":{\"durable_name\":\"" + name + "\",\"name\":\""
                + name + "\",\"ack_policy\":\"" + policy + "\",\"max_deliver\":"
                + (random.nextInt(3) == 0 ? 2 : -1) + ",\"max_ack_pending\":" + (2 + random.nextInt(40))
                + ",\"ack_wait\":30000000000" + filter + "}}";
    }

    void change() {
        StreamModel stream = client.anyStream(each -> each.kind != StreamKind.QUEUED);
        ConsumerModel consumer = anyConsumer(stream);
        if (stream == null || consumer == null) {
            return;
        }
        if (random.nextBoolean()) {
            consumer.phase = Phase.DELETING;
            client.ask(
                    new ClientRequest("delete consumer", stream, consumer, answer -> consumer.phase = Phase.GONE),
                    "$JS.API.CONSUMER.DELETE." + stream.name + "." + consumer.name,
                    "",
                    "");
        } else {
            var config = consumer.last().config();
            String filter =
                    config.filterSubject().isEmpty() ? "" : ",\"filter_subject\":\"" + config.filterSubject() + "\"";
            if (config.isPush()) { // to another subject
                filter += push(config.flowControl());
            }
            client.ask(
                    new ClientRequest("update consumer", stream, consumer, answer -> {}),
                    "$JS.API.CONSUMER.CREATE." + stream.name + "." + consumer.name,
                    "",
                    consumerConfig(
                            stream, consumer.name, config.ackPolicy().toString().toLowerCase(Locale.ROOT), filter));
        }
    }

    void fetch() {
        StreamModel stream = client.anyStream(each -> each.kind != StreamKind.QUEUED);
        ConsumerModel consumer = anyConsumer(stream);
        if (stream == null || consumer == null || consumer.last().config().isPush()) {
            return;
        }
        String reply = "_R.f" + client.count();
        client.story.add(reply + " fetch " + stream.name + " " + consumer.name);
        client.publish(
                "$JS.API.CONSUMER.MSG.NEXT." + stream.name + "." + consumer.name,
                reply,
                "",
                "{\"batch\":" + (1 + random.nextInt(6)) + (random.nextBoolean() ? ",\"no_wait\":true" : "")
                        + ",\"expires\":" + (1 + random.nextInt(3)) + "000000000}");
    }

    void acknowledge() {
        StreamModel stream = client.anyStream(each -> each.kind != StreamKind.QUEUED);
        ConsumerModel consumer = anyConsumer(stream);
        if (stream == null || consumer == null || consumer.unacknowledged.isEmpty()) {
            return;
        }
        String subject = consumer.unacknowledged.remove(random.nextInt(consumer.unacknowledged.size()));
        String form = ACKS[Math.max(0, random.nextInt(10) - 4)];
        boolean unanswered = consumer.last().config().ackPolicy() == AckPolicy.NONE;
        if (unanswered || random.nextInt(3) == 0) {
            client.story.add("ack " + subject + " " + form);
            client.publish(subject, null, "", form);
        } else {
            client.ask(new ClientRequest("ack", stream, consumer, answer -> {}), subject, "", form);
        }
    }
}
