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
    private static final int REMEMBERED = 20;

    /** A message with an identity, which may be sent again. */
    private record Sent(StreamModel stream, String subject, String headers, String payload) {}

    private final EngineClient client;
    private final Random random;
    private final Deque<Sent> identified = new ArrayDeque<>();

    MessageActions(EngineClient client) {
        this.client = client;
        this.random = client.random;
    }

    void publish() {
        StreamModel stream = client.anyStream();
        if (stream == null) {
            return;
        }
        int what = random.nextInt(16);
        if (what < 2) {
            publishBatch(stream);
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
        for (int i = 1; i <= size; i++) {
            String subject = client.subject(stream);
            String payload = id + '-' + i + "of" + size + '-' + "x".repeat(random.nextInt(200));
            String headers = "NATS/1.0\r\nNats-Batch-Id: " + id + "\r\nNats-Batch-Sequence: " + i + "\r\n";
            String text = subject + '|' + payload;
            client.published.add(text);
            if (i < size) {
                client.publish(subject, null, headers + "\r\n", payload);
            } else if (!cutShort) {
                client.ask(published(stream, text, null), subject, headers + "Nats-Batch-Commit: 1\r\n\r\n", payload);
            }
        }
    }

    private ClientRequest published(StreamModel stream, String text, AskedRemovals.@Nullable Removal rollup) {
        List<Long> targets = rollup == null ? List.of() : rollup.targets(stream.last());
        return new ClientRequest("publish", stream, null, answer -> {
            Matcher sequence = SEQUENCE.matcher(answer);
            if (!sequence.find()) {
                throw new AssertionError("No acknowledgement: " + answer);
            }
            long number = Long.parseLong(sequence.group(1));
            stream.acknowledged(number, text);
            stream.safeWith(number);
            if (rollup != null && !answer.contains("duplicate")) {
                rollup.done(number);
                stream.requireGone(targets, text);
            }
        });
    }

    private void publish(StreamModel stream) {
        String subject = client.subject(stream);
        long number = client.count();
        String payload = "p" + number + "x".repeat(random.nextInt(random.nextInt(30) == 0 ? 3000 : 120));
        StringBuilder headers = new StringBuilder();
        boolean isIdentified = random.nextInt(4) == 0;
        if (isIdentified) {
            headers.append("Nats-Msg-Id: id").append(number).append("\r\n");
        }
        if (random.nextInt(15) == 0) {
            headers.append("Nats-Rollup: ")
                    .append(random.nextBoolean() ? "sub" : "all")
                    .append("\r\n");
        }
        Sent message =
                new Sent(stream, subject, headers.length() == 0 ? "" : "NATS/1.0\r\n" + headers + "\r\n", payload);
        if (isIdentified) {
            identified.add(message);
            if (identified.size() > REMEMBERED) {
                identified.remove();
            }
        }
        send(message);
    }

    private void send(Sent message) {
        String text = message.subject + '|' + message.payload;
        client.published.add(text);
        AskedRemovals.Removal rollup = null;
        if (message.headers.contains("Nats-Rollup")) {
            String subject = message.headers.contains("Rollup: sub") ? message.subject : null;
            rollup = message.stream.removals.below(subject, Long.MAX_VALUE, 0);
        }
        client.ask(published(message.stream, text, rollup), message.subject, message.headers, message.payload);
    }
}
