package dev.natsbroker.broker.jetstream.meta;

import dev.natsbroker.broker.jetstream.meta.StreamModel.Phase;
import dev.natsbroker.broker.jetstream.model.RetentionPolicy;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** What the client does with streams: makes, changes and deletes them, and removes messages. */
final class StreamActions {
    private static final List<StreamKind> KINDS = List.of(
            StreamKind.PLAIN, StreamKind.PLAIN, StreamKind.EXPIRING, StreamKind.COUNTING, StreamKind.SCHEDULING);

    private final EngineClient client;
    private final Random random;
    private final ConfigText configs;

    StreamActions(EngineClient client) {
        this.client = client;
        this.random = client.random;
        this.configs = new ConfigText(random);
    }

    void create() {
        String name = client.any(List.of("S", "S", "S", "S", "M", "G", "W", "V")) + random.nextInt(4);
        StreamModel known = client.streams.get(name);
        if (known != null && known.phase != Phase.GONE) {
            return;
        }
        StreamKind kind = kind(name);
        StreamModel model = new StreamModel(name, kind, origins(name), client.facts);
        client.streams.put(name, model);
        boolean hasStart = !kind.copies() && random.nextInt(8) == 0;
        client.ask(
                new ClientRequest("create", model, null, answer -> model.phase = Phase.THERE),
                "$JS.API.STREAM.CREATE." + name,
                "",
                configs.of(model, retention(kind)) + (hasStart ? ",\"first_seq\":" + (1 + random.nextInt(3000)) : "")
                        + "}");
    }

    private StreamKind kind(String name) {
        return switch (name.charAt(0)) {
            case 'M' -> StreamKind.MIRROR;
            case 'G' -> StreamKind.GATHERING;
            case 'W' -> StreamKind.QUEUED;
            default -> client.any(KINDS);
        };
    }

    /** From where the stream of that name has its messages; only one empties the queue. */
    private List<String> origins(String name) {
        String number = name.substring(1);
        String next = String.valueOf((number.charAt(0) - '0' + 1) % 4);
        return switch (name.charAt(0)) {
            case 'M' -> List.of((name.equals("M3") ? "V" : "S") + number);
            case 'G' -> List.of("S" + number, "W" + number, (name.equals("G1") ? "V" : "S") + next);
            default -> List.of();
        };
    }

    private String retention(StreamKind kind) {
        return switch (kind) {
            case PLAIN, EXPIRING -> client.any(List.of("limits", "limits", "limits", "interest", "workqueue"));
            case COUNTING, SCHEDULING, MIRROR, GATHERING -> "limits";
            case QUEUED -> "workqueue";
        };
    }

    void change() {
        StreamModel stream = client.anyStream(each -> true);
        if (stream == null) {
            return;
        }
        if (random.nextInt(3) == 0) {
            stream.phase = Phase.DELETING;
            stream.watchDeletion();
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
                    configs.of(stream, retention(stream)) + "}");
        }
    }

    private String retention(StreamModel stream) {
        RetentionPolicy present = stream.last().config().retention();
        boolean mayChange = stream.kind == StreamKind.PLAIN || stream.kind == StreamKind.EXPIRING;
        if (mayChange && present != RetentionPolicy.WORK_QUEUE && random.nextInt(6) == 0) {
            return random.nextBoolean() ? "limits" : "interest";
        }
        return present == RetentionPolicy.WORK_QUEUE
                ? "workqueue"
                : present.toString().toLowerCase(Locale.ROOT);
    }

    void remove() {
        StreamModel stream = client.anyStream(each -> each.mayBePurged());
        if (stream == null || stream.last().messages().isEmpty()) {
            return;
        }
        stream.hasLostMessages = true;
        StreamSnapshot last = stream.last();
        long sequence = last.first() + random.nextInt((int) (last.last() - last.first() + 2));
        if (random.nextInt(5) < 3) {
            stream.mayHaveLostUnseen |= sequence > last.last();
            remove(
                    stream,
                    stream.removals.one(sequence),
                    "$JS.API.STREAM.MSG.DELETE.",
                    "{\"seq\":" + sequence + ",\"no_erase\":" + random.nextBoolean() + "}");
        } else {
            stream.mayHaveLostUnseen = true;
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
