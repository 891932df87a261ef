package dev.natsbroker.broker.jetstream.meta;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the client publishes. */
final class MessageActions {
    private static final Pattern SEQUENCE = Pattern.compile("\"seq\": ?(\\d+)");
    private static final Pattern TOTAL = Pattern.compile("\"val\":\"[^\"]*\"");
    private static final int REMEMBERED = 20;

    /** A message with an identity, which may be sent again. */
    private record Sent(StreamModel stream, String subject, String headers, String payload) {
        String text() {
            return subject + '|' + payload;
        }
    }

    final FastBatchActions fast;
    private final EngineClient client;
    private final Random random;
    private final Deque<Sent> identified = new ArrayDeque<>();

    MessageActions(EngineClient client) {
        this.client = client;
        this.random = client.random;
        this.fast = new FastBatchActions(client);
    }

    void publish() {
        StreamModel stream = client.anyStream(each -> each.kind != StreamKind.MIRROR);
        if (stream == null) {
            return;
        }
        int what = random.nextInt(16);
        if (stream.kind == StreamKind.SCHEDULING && random.nextBoolean()) {
            schedule(stream);
        } else if (what < 2) {
            publishBatch(stream);
        } else if (what == 3 && stream.kind == StreamKind.PLAIN) {
            fast.publish(stream);
        } else if (what == 2 && !identified.isEmpty()) {
            Sent again = client.any(new ArrayList<>(identified));
            client.streams.values().stream()
                    .filter(each -> each == again.stream && each.phase == StreamModel.Phase.THERE)
                    .forEach(each -> send(again));
        } else {
            for (int i = random.nextInt(6) == 0 ? random.nextInt(12) : 1; i > 0; i--) {
                publish(stream);
            }
        }
    }

    private void publishBatch(StreamModel stream) {
        String id = "b" + client.count();
        int size = 1 + random.nextInt(8);
        boolean cutShort = random.nextInt(10) == 0;
        AskedRemovals.Removal rollup = null;
        for (int i = 1; i <= size; i++) {
            String part = id + '-' + i + "of" + size + '-';
            String headers = "NATS/1.0\r\nNats-Batch-Id: " + id + "\r\nNats-Batch-Sequence: " + i + "\r\n"
                    + ofKind(stream)
                    + (random.nextInt(4) == 0 ? "Nats-Msg-Id: id" + client.count() + "\r\n" : "")
                    + (i == 1 ? rollup(stream, 5) : "")
                    + "Part: " + part + "\r\n"
                    + (i == size ? "Nats-Batch-Commit: 1\r\n\r\n" : "\r\n");
            String payload = stream.kind == StreamKind.COUNTING ? "" : part + "x".repeat(random.nextInt(200));
            Sent message = new Sent(stream, client.subject(stream), headers, payload);
            client.facts.published.add(message.text());
            rollup = i == 1 ? removalBy(message) : rollup;
            if (i < size) {
                client.publish(message.subject, null, headers, payload);
            } else if (!cutShort) {
                client.ask(published(message, rollup, size), message.subject, headers, payload);
            }
        }
    }

    /** A header that has others removed, once in so many times. */
    private String rollup(StreamModel stream, int times) {
        if (!stream.kind.rollsUp() || random.nextInt(times) != 0) {
            return "";
        }
        stream.hasLostMessages = true;
        return "Nats-Rollup: " + (random.nextBoolean() ? "sub" : "all") + "\r\n";
    }

    private static AskedRemovals.@Nullable Removal removalBy(Sent message) {
        if (!message.headers.contains("Nats-Rollup")) {
            return null;
        }
        String subject = message.headers.contains("Rollup: sub") ? message.subject : null;
        return message.stream.removals.below(subject, Long.MAX_VALUE, 0);
    }

    /** Headers that belong to a stream of that kind. */
    private String ofKind(StreamModel stream) {
        return switch (stream.kind) {
            case PLAIN, SCHEDULING, QUEUED, GATHERING, MIRROR -> "";
            case EXPIRING ->
                random.nextInt(3) == 0
                        ? ""
                        : "Nats-TTL: " + (random.nextInt(5) == 0 ? "never" : 1 + random.nextInt(12)) + "\r\n";
            case COUNTING -> "Nats-Incr: " + (random.nextInt(2000) - 500) + "\r\n";
        };
    }

    private ClientRequest published(Sent message, AskedRemovals.@Nullable Removal rollup, int size) {
        StreamModel stream = message.stream;
        List<Long> targets = rollup == null ? List.of() : rollup.targets(stream.last());
        return new ClientRequest("publish", stream, null, answer -> {
            Matcher sequence = SEQUENCE.matcher(answer);
            if (!sequence.find()) {
                throw new AssertionError("No acknowledgement: " + answer);
            }
            long number = Long.parseLong(sequence.group(1));
            String text = text(message, answer);
            if (text != null) {
                stream.acknowledged(number, text);
            }
            stream.safeWith(number);
            if (rollup != null && !answer.contains("duplicate")) {
                rollup.done(number - size + 1);
                stream.requireGone(targets, answer);
            }
        });
    }

    /** What was stored; null if the answer does not tell the total. */
    private static @Nullable String text(Sent message, String answer) {
        if (message.stream.kind != StreamKind.COUNTING) {
            return message.text();
        }
        Matcher total = TOTAL.matcher(answer);
        return total.find() ? message.subject + "|{" + total.group() + "}" : null;
    }

    private void publish(StreamModel stream) {
        String subject = client.subject(stream);
        long number = client.count();
        boolean counts = stream.kind == StreamKind.COUNTING;
        String payload = counts ? "" : "p" + number + "x".repeat(random.nextInt(random.nextInt(30) == 0 ? 3000 : 120));
        String headers = ofKind(stream);
        boolean isIdentified = random.nextInt(4) == 0;
        if (isIdentified) {
            headers += "Nats-Msg-Id: id" + number + "\r\n";
        }
        headers += rollup(stream, 15);
        Sent message = new Sent(stream, subject, headers.isEmpty() ? "" : "NATS/1.0\r\n" + headers + "\r\n", payload);
        if (isIdentified) {
            identified.add(message);
            if (identified.size() > REMEMBERED) {
                identified.remove();
            }
        }
        send(message);
    }

    /** Publishes something that publishes something, or ends that. */
    private void schedule(StreamModel stream) {
        String subject = client.subject(stream);
        String target = stream.name + ".t" + random.nextInt(3);
        long number = client.count();
        String headers;
        String payload = "p" + number;
        if (random.nextInt(6) == 0) {
            headers = "Nats-Schedule-Next: purge\r\nNats-Scheduler: " + subject;
            payload = "cancel" + number;
            stream.removals.below(subject, Long.MAX_VALUE, 0);
            subject = target;
        } else {
            boolean once = random.nextBoolean();
            String time = once
                    ? "@at " + client.clock.now().plusMillis(random.nextInt(20_000) - 1_000)
                    : "@every " + (1 + random.nextInt(4)) + "s";
            headers = "Nats-Schedule: " + time + "\r\nNats-Schedule-Target: " + target + "\r\nNats-Rollup: sub";
            client.facts.published.add(target + '|' + payload);
        }
        send(new Sent(stream, subject, "NATS/1.0\r\n" + headers + "\r\n\r\n", payload));
    }

    private void send(Sent message) {
        client.facts.published.add(message.text());
        client.ask(published(message, removalBy(message), 1), message.subject, message.headers, message.payload);
    }
}
