package dev.natsbroker.broker.jetstream.meta;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Publishes in fast batches, one at a time, with pauses between messages. */
final class FastBatchActions {
    /** Where the answers come to. */
    static final String PREFIX = "_R.F.";

    private static final Pattern ACKNOWLEDGED = Pattern.compile("\"type\":\"ack\",\"seq\":(\\d+)");
    private static final Pattern COMMITTED = Pattern.compile("\"seq\":(\\d+),\"batch\":\"[^\"]*\",\"count\":(\\d+)");

    private final EngineClient client;
    private final Random random;
    /** Where the open batch goes to. */
    private @Nullable StreamModel stream;
    /** Where the last batch went to, the answer to which is not there yet. */
    private @Nullable StreamModel committing;

    private String id = "";
    private boolean leavesGaps;
    /** The messages by their numbers from 1 on; null for those left out. */
    private final List<@Nullable String> texts = new ArrayList<>();

    FastBatchActions(EngineClient client) {
        this.client = client;
        this.random = client.random;
    }

    /** The server has ended, and the batch with it. */
    void forget() {
        stream = null;
        committing = null;
    }

    /** Publishes some messages of a batch. */
    void publish(StreamModel wanted) {
        StreamModel current = stream;
        if (current == null || current.phase != StreamModel.Phase.THERE) {
            current = begin(wanted);
        }
        for (int i = 1 + random.nextInt(4); i > 0 && stream != null; i--) {
            publishOne(current);
        }
    }

    private StreamModel begin(StreamModel wanted) {
        id = "f" + client.count();
        leavesGaps = random.nextInt(3) == 0;
        texts.clear();
        stream = wanted;
        committing = null;
        return wanted;
    }

    private void publishOne(StreamModel current) {
        if (leavesGaps && !texts.isEmpty() && random.nextInt(6) == 0) {
            texts.add(null);
        }
        int operation = texts.isEmpty() ? 0 : 1;
        if (!texts.isEmpty() && random.nextInt(6) == 0) {
            operation = random.nextBoolean() ? 2 : 3;
            stream = null;
        }
        String subject = client.subject(current);
        String payload = "p" + client.count() + "x".repeat(random.nextInt(100));
        String text = subject + '|' + payload;
        texts.add(operation == 3 ? null : text);
        client.facts.published.add(text);
        String reply =
                PREFIX + id + ".3." + (leavesGaps ? "ok" : "fail") + '.' + texts.size() + '.' + operation + ".$FI";
        client.story.add(reply + " fast " + subject + ' ' + payload);
        client.publish(subject, reply, "", payload);
        if (stream == null) {
            committing = current;
        }
    }

    /** An answer to something of a batch. */
    void heard(EngineLife.Heard message) {
        client.story.add("  fast: " + message);
        StreamModel current = stream == null ? committing : stream;
        if (current == null || !message.subject().startsWith(PREFIX + id + '.')) {
            return;
        }
        Matcher acknowledged = ACKNOWLEDGED.matcher(message.payload());
        Matcher committed = COMMITTED.matcher(message.payload());
        if (acknowledged.find()) {
            stored(current, Integer.parseInt(acknowledged.group(1)));
        } else if (committed.find()) {
            current.safeWith(Long.parseLong(committed.group(1)));
            stored(current, Integer.parseInt(committed.group(2)));
            stream = null;
            committing = null;
        } else if (message.payload().contains("\"err_code\"")) {
            stream = null; // and the next one begins another batch
            committing = null;
        }
    }

    /** The server says that it has the first {@code count} of the batch. */
    private void stored(StreamModel current, int count) {
        for (String text : texts.subList(0, Math.min(count, texts.size()))) {
            if (text != null) {
                current.safeWith(text);
            }
        }
    }
}
