package dev.natsbroker.broker.jetstream.meta;

import dev.natsbroker.broker.jetstream.meta.StreamModel.Phase;
import dev.natsbroker.broker.jetstream.model.RetentionPolicy;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** What the client does with streams: makes, changes and deletes them, and removes messages. */
final class StreamActions {
    private final EngineClient client;
    private final Random random;

    StreamActions(EngineClient client) {
        this.client = client;
        this.random = client.random;
    }

    void create() {
        String name = "S" + random.nextInt(4);
        StreamModel known = client.streams.get(name);
        if (known != null && known.phase != Phase.GONE) {
            return;
        }
        StreamModel model = new StreamModel(name);
        client.streams.put(name, model);
        String retention = client.any(List.of("limits", "limits", "limits", "interest", "workqueue"));
        client.ask(
                new ClientRequest("create", model, null, answer -> model.phase = Phase.THERE),
                "$JS.API.STREAM.CREATE." + name,
                "",
                config(name, retention) + (random.nextInt(8) == 0 ? ",\"first_seq\":" + (1 + random.nextInt(3000)) : "")
                        + "}");
    }

    private String config(String name, String retention) {
        return "{\"name\":\"" + name + "\",\"subjects\":[\"" + name + ".>\"],\"storage\":\"file\",\"retention\":\""
                + retention + "\",\"max_msgs\":" + (random.nextInt(3) == 0 ? 3 + random.nextInt(20) : -1)
                + ",\"max_bytes\":" + (random.nextInt(5) == 0 ? 800 + random.nextInt(2000) : -1)
                + discard()
                + (random.nextInt(5) == 0 ? ",\"max_age\":" + (1 + random.nextInt(40)) + "000000000" : "")
                + (random.nextInt(3) == 0 ? ",\"compression\":\"s2\"" : "")
                + ",\"allow_rollup_hdrs\":true,\"allow_atomic\":true,\"allow_direct\":true";
    }

    private String discard() {
        int perSubject = random.nextInt(3) == 0 ? 1 + random.nextInt(3) : -1;
        boolean isNew = random.nextInt(4) == 0;
        return ",\"discard\":\"" + (isNew ? "new" : "old") + "\",\"max_msgs_per_subject\":" + perSubject
                + (isNew && perSubject > 0 && random.nextBoolean() ? ",\"discard_new_per_subject\":true" : "");
    }

    void change() {
        StreamModel stream = client.anyStream();
        if (stream == null) {
            return;
        }
        if (random.nextInt(3) == 0) {
            stream.phase = Phase.DELETING;
            stream.watchDeletion(client.published);
            client.ask(
                    new ClientRequest("delete", stream, null, answer -> stream.phase = Phase.GONE),
                    "$JS.API.STREAM.DELETE." + stream.name,
                    "",
                    "");
        } else {
            client.ask(
                    new ClientRequest("update", stream, null, answer -> {}),
                    "$JS.API.STREAM.UPDATE." + stream.name,
                    "",
                    config(stream.name, retention(stream)) + "}");
        }
    }

    private String retention(StreamModel stream) {
        RetentionPolicy present = stream.last().config().retention();
        if (present != RetentionPolicy.WORK_QUEUE && random.nextInt(6) == 0) {
            return random.nextBoolean() ? "limits" : "interest";
        }
        return present.toString().toLowerCase(Locale.ROOT);
    }

    void remove() {
        StreamModel stream = client.anyStream();
        if (stream == null || stream.last().messages().isEmpty()) {
            return;
        }
        StreamSnapshot last = stream.last();
        long sequence = last.first() + random.nextInt((int) (last.last() - last.first() + 2));
        if (random.nextInt(5) < 3) {
            remove(
                    stream,
                    stream.removals.one(sequence),
                    "$JS.API.STREAM.MSG.DELETE.",
                    "{\"seq\":" + sequence + ",\"no_erase\":" + random.nextBoolean() + "}");
        } else {
            purge(stream, sequence);
        }
    }

    private void purge(StreamModel stream, long sequence) {
        String subject = random.nextBoolean() ? client.subject(stream) : null;
        String filter = subject == null ? "" : "\"filter\":\"" + subject + "\"";
        String comma = subject == null ? "" : ",";
        switch (random.nextInt(4)) {
            case 0 -> {
                long keep = 1 + random.nextInt(4);
                purge(
                        stream,
                        stream.removals.below(subject, Long.MAX_VALUE, keep),
                        filter + comma + "\"keep\":" + keep);
            }
            case 1, 2 ->
                purge(stream, stream.removals.below(subject, sequence, 0), filter + comma + "\"seq\":" + sequence);
            default -> purge(stream, stream.removals.below(subject, Long.MAX_VALUE, 0), filter);
        }
    }

    private void purge(StreamModel stream, AskedRemovals.Removal removal, String body) {
        remove(stream, removal, "$JS.API.STREAM.PURGE.", "{" + body + "}");
    }

    private void remove(StreamModel stream, AskedRemovals.Removal removal, String api, String body) {
        List<Long> targets = removal.targets(stream.last());
        client.ask(
                new ClientRequest("remove", stream, null, answer -> {
                    removal.done(stream.last().last() + 1);
                    stream.requireGone(targets, body);
                }),
                api + stream.name,
                "",
                body);
    }
}
