package dev.natsbroker.broker.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/**
 * Random traffic on one stream and its consumers, sent to two servers at once. What they answer differently is noted.
 *
 * <p>Where the reference is known to err, nothing is asked: with the ack policy {@code all} it takes the removal of a pending
 * message for the acknowledgement of all before it, so such consumers have a calm stream, from which nothing is removed.
 * A purge of a part moves the floor over messages that are pending, and consumers of that part ahead: neither is compared
 * behind one.
 * A consumer that loses its filter goes on to be told about what matched it only: filters change, but do not end.
 * A message that is refused at its last delivery stays pending there until somebody pulls.
 */
final class JetStreamTraffic {
    private static final int STEPS = 60;
    private static final int SETTLE_MAX = 300;
    private static final int CONTEXT = 150;

    /** A delivered message as the one and the other server sent it. */
    private record Delivered(String consumer, JetStreamWire.Message expected, JetStreamWire.Message actual) {}

    private final Random random;
    private final JetStreamWire expected;
    private final JetStreamWire actual;
    private final String stream;
    private final List<Delivered> delivered = new ArrayList<>();
    private final List<String> log = new ArrayList<>();
    private final List<String> differences = new ArrayList<>();
    private final boolean isCalm;
    private boolean isFloorVague;
    private String storage = "";
    private String retention = "";
    private int batches;

    JetStreamTraffic(long seed, JetStreamWire expected, JetStreamWire actual) {
        this.random = new Random(seed);
        this.expected = expected;
        this.actual = actual;
        this.stream = "T" + seed;
        this.isCalm = random.nextInt(4) == 0;
    }

    /** What was answered differently, behind what led to it. */
    List<String> differences() {
        return differences;
    }

    void run() {
        api(
                "STREAM.CREATE." + stream,
                config(oneOf("memory", "file"), oneOf("limits", "limits", "interest", "workqueue")));
        for (int i = 0; i < STEPS && differences.isEmpty(); i++) {
            step();
            look();
        }
        api("STREAM.DELETE." + stream, "");
    }

    private String config(String storage, String retention) {
        this.storage = storage;
        this.retention = retention;
        StringBuilder json = new StringBuilder("{'name':'" + stream + "','subjects':['" + stream + ".>']");
        json.append(",'storage':'")
                .append(storage)
                .append("','retention':'")
                .append(retention)
                .append('\'');
        if (isCalm) {
            return json.append(maybe(50, ",'allow_atomic':true"))
                    .append(",'allow_direct':true}")
                    .toString();
        }
        if (chance(50)) {
            json.append(",'discard':'new'").append(maybe(50, ",'discard_new_per_subject':true"));
        }
        json.append(maybe(30, ",'max_msgs':" + (1 + random.nextInt(8))));
        json.append(maybe(40, ",'max_msgs_per_subject':" + (1 + random.nextInt(3))));
        json.append(maybe(20, ",'max_bytes':" + (100 + random.nextInt(500))));
        json.append(maybe(10, ",'max_msg_size':" + (10 + random.nextInt(100))));
        json.append(maybe(60, ",'allow_rollup_hdrs':true"));
        json.append(maybe(60, ",'allow_atomic':true"));
        json.append(maybe(50, ",'allow_direct':true"));
        json.append(maybe(40, ",'allow_msg_ttl':true"));
        json.append(maybe(20, ",'first_seq':7"));
        json.append(maybe(10, ",'subject_transform':{'src':'" + stream + ".b','dest':'" + stream + ".a'}"));
        return json.append('}').toString();
    }

    private void step() {
        int kind = random.nextInt(100);
        if (kind < 40) {
            publish();
        } else if (kind < 52) {
            consumer();
        } else if (kind < 66) {
            pull();
        } else if (kind < 80) {
            acknowledge();
        } else if (kind < 84) {
            batch();
        } else if (kind < 96) {
            manage();
        } else {
            api("STREAM.UPDATE." + stream, config(storage, retention));
        }
    }

    // publishing

    private String subject() {
        return stream + oneOf(".a", ".b", ".c.d", ".c.e");
    }

    private void publish() {
        ask(subject(), "x".repeat(random.nextInt(60)), headers());
    }

    private String[] headers() {
        List<String> headers = new ArrayList<>();
        add(headers, 20, "Nats-Msg-Id: " + random.nextInt(6));
        add(headers, 8, "Nats-Expected-Last-Sequence: " + oneOf("0", "1", "5", "x", ""));
        add(headers, 10, "Nats-Expected-Last-Subject-Sequence: " + oneOf("0", "0", "1", "3"));
        add(headers, 5, "Nats-Expected-Last-Subject-Sequence-Subject: " + stream + oneOf(".a", ".*", ".>", ""));
        add(headers, 4, "Nats-Expected-Last-Msg-Id: " + random.nextInt(6));
        add(headers, 5, "Nats-Expected-Stream: " + oneOf(stream, "other"));
        add(headers, 8, "Nats-Rollup: " + oneOf("sub", "all", "SUB", "foo", ""));
        add(headers, 8, "Nats-TTL: " + oneOf("1h", "never", "0", "bogus", "", "3600"));
        add(headers, 2, "Nats-Incr: 1");
        add(headers, 2, "Nats-Stream-Source: x");
        add(headers, 10, "Key: value");
        return headers.toArray(String[]::new);
    }

    private void add(List<String> headers, int percent, String header) {
        if (chance(percent)) {
            headers.add(header);
        }
    }

    private void batch() {
        String id = "Nats-Batch-Id: b" + batches++;
        int size = 1 + random.nextInt(4);
        for (int i = 1; i <= size; i++) {
            List<String> headers = new ArrayList<>(List.of(id, "Nats-Batch-Sequence: " + (chance(5) ? i + 1 : i)));
            if (i == size) {
                headers.add("Nats-Batch-Commit: " + oneOf("1", "1", "1", "eob", "x"));
            }
            headers.addAll(List.of(headers()));
            ask(subject(), "batch " + i, headers.toArray(String[]::new));
        }
    }

    // consumers

    private String consumerName() {
        return "C" + random.nextInt(3);
    }

    private void consumer() {
        String name = consumerName();
        if (chance(15)) {
            api("CONSUMER.DELETE." + stream + '.' + name, "");
            delivered.removeIf(message -> message.consumer().equals(name));
            return;
        }
        StringBuilder json = new StringBuilder("{'durable_name':'" + name + '\'');
        String policy = isCalm ? oneOf("explicit", "all", "all", "none") : oneOf("explicit", "explicit", "none");
        json.append(",'ack_policy':'").append(policy).append('\'');
        json.append(maybe(30, ",'deliver_policy':'" + oneOf("all", "last", "new", "last_per_subject") + '\''));
        json.append(maybe(5, ",'deliver_policy':'by_start_sequence','opt_start_seq':" + random.nextInt(20)));
        json.append(
                chance(10)
                        ? ",'filter_subjects':['" + stream + ".a','" + stream + oneOf(".b", ".a", ".c.>") + "']"
                        : ",'filter_subject':'" + stream + oneOf(".a", ".>", ".>", ".c.*", ".b", ".none") + '\'');
        json.append(maybe(30, ",'max_ack_pending':" + (1 + random.nextInt(4))));
        json.append(maybe(30, ",'max_deliver':" + (1 + random.nextInt(3))));
        json.append(maybe(10, ",'headers_only':true"));
        json.append(maybe(5, ",'max_batch':2"));
        json.append('}');
        api(
                "CONSUMER.CREATE." + stream + '.' + name,
                "{'stream_name':'" + stream + "','config':" + json + maybe(20, ",'action':'create'") + '}');
    }

    private void pull() {
        String name = consumerName();
        JsonNode info = expected.info(stream, name);
        JsonNode most = info.path("config").path("max_ack_pending");
        int room = most.isMissingNode()
                ? 5
                : most.asInt() - info.path("num_ack_pending").asInt();
        if (info.has("error") || room <= 0) {
            return;
        }
        int batch = 1 + random.nextInt(Math.min(5, room));
        String body =
                "{'no_wait':true,'batch':" + batch + maybe(15, ",'max_bytes':" + (50 + random.nextInt(300))) + '}';
        String next = "$JS.API.CONSUMER.MSG.NEXT." + stream + '.' + name;
        log.add(next + ' ' + body);
        int one = expected.request(next, body);
        int other = actual.request(next, body);
        boolean more = true;
        for (int i = 0; more && i < batch; i++) {
            JetStreamWire.Message message = expected.next(one);
            JetStreamWire.Message same = actual.next(other);
            compare(next, text(message), text(same));
            more = message.status().isEmpty() && differences.isEmpty();
            if (more) {
                delivered.add(new Delivered(name, message, same));
            }
        }
    }

    private void acknowledge() {
        if (delivered.isEmpty()) {
            return;
        }
        Delivered message = delivered.get(random.nextInt(delivered.size()));
        JsonNode config = expected.info(stream, message.consumer()).path("config");
        if (config.path("ack_policy").asString().equals("none")) {
            return;
        }
        boolean isEndless = config.path("max_deliver").asInt() < 0;
        String payload =
                oneOf("", "+ACK", "+ACK", isEndless ? "-NAK" : "", "-NAK 100h", "+TERM", "+TERM why", "+WPI", "bogus");
        log.add("ack " + message.expected().reply() + ' ' + payload);
        String one = text(expected.ask(message.expected().reply(), payload));
        compare("ack", one, text(actual.ask(message.actual().reply(), payload)));
    }

    // the rest

    private void manage() {
        switch ((isCalm ? 3 : 0) + random.nextInt(isCalm ? 3 : 6)) {
            case 0 -> api("STREAM.PURGE." + stream, purge());
            case 1, 2 ->
                api("STREAM.MSG.DELETE." + stream, "{'seq':" + sequence() + maybe(30, ",'no_erase':true") + '}');
            case 3 -> api("STREAM.MSG.GET." + stream, get());
            case 4 -> ask("$JS.API.DIRECT.GET." + stream, get());
            default -> ask("$JS.API.DIRECT.GET." + stream + '.' + stream + oneOf(".a", ".>", ".c.*"), "");
        }
    }

    private int sequence() {
        return 1 + random.nextInt(25);
    }

    private String purge() {
        return oneOf(
                "",
                "{'filter':'" + stream + ".a'}",
                "{'seq':" + sequence() + '}',
                "{'keep':" + random.nextInt(3) + '}',
                "{'filter':'" + stream + ".c.*','keep':1}",
                "{'filter':'" + stream + ".>','seq':" + sequence() + '}');
    }

    private String get() {
        return oneOf(
                "{'seq':" + sequence() + '}',
                "{'last_by_subj':'" + stream + oneOf(".a", ".c.*", ".>") + "'}",
                "{'next_by_subj':'" + stream + oneOf(".a", ".c.*", ".>") + "','seq':" + sequence() + '}',
                "{'seq':" + sequence() + ",'no_hdr':true}");
    }

    /** Compares the state of everything; the reference needs a moment for what it does behind an answer. */
    private void look() {
        Function<JetStreamWire, String> state =
                wire -> normalised(wire.api("STREAM.INFO." + stream, "{'subjects_filter':'>','deleted_details':true}")
                        + "\n" + wire.api("CONSUMER.LIST." + stream, ""));
        isFloorVague |= log.stream().anyMatch(JetStreamTraffic::purgesAPart);
        String one = state.apply(expected);
        String other = state.apply(actual);
        for (int i = 0; i < SETTLE_MAX && !one.equals(other); i++) {
            one = state.apply(expected);
            other = state.apply(actual);
        }
        compare("state", one, other);
    }

    private static boolean purgesAPart(String step) {
        return step.contains("{'filter'")
                || step.contains("'keep'")
                || step.toLowerCase(Locale.ROOT).contains("rollup: sub");
    }

    private void api(String name, String body) {
        ask("$JS.API." + name, body);
    }

    private void ask(String subject, String body, String... headers) {
        log.add(subject + ' ' + List.of(headers) + ' ' + body);
        String one = text(expected.ask(subject, body, headers));
        compare(subject, one, text(actual.ask(subject, body, headers)));
    }

    private void compare(String what, String one, String other) {
        if (!one.equals(other) && differences.isEmpty()) {
            differences.addAll(log);
            differences.add(what + ":\n  expected " + around(one, other) + "\n  but was  " + around(other, one));
        }
    }

    /** What of {@code one} differs from {@code other}, with what is around it. */
    private static String around(String one, String other) {
        int start = 0;
        while (start < Math.min(one.length(), other.length()) && one.charAt(start) == other.charAt(start)) {
            start++;
        }
        int end = 0;
        while (end < Math.min(one.length(), other.length()) - start
                && one.charAt(one.length() - 1 - end) == other.charAt(other.length() - 1 - end)) {
            end++;
        }
        return one.substring(Math.max(0, start - CONTEXT), Math.min(one.length(), one.length() - end + CONTEXT));
    }

    private String text(JetStreamWire.Message message) {
        String reply = message.reply().replaceAll("\\.\\d{19}\\.(\\d+)$", ".T.$1");
        String headers = message.headers().replaceAll("Nats-Time-Stamp: [^\r]*", "Nats-Time-Stamp: T");
        return message.subject().replaceAll("^_INBOX.*", "I")
                + ' '
                + reply
                + ' '
                + headers
                + normalised(message.payload());
    }

    private String normalised(String answer) {
        // in the reference: a file stream that was never used counts sequence 0 as deleted, a purge begins one at 1.
        String floor = "\"ack_floor\":\\{[^}]*}|(?<=\"delivered\":.{1,20})\"stream_seq\":\\d+";
        String unused = "\"first_ts\":\"0001-01-01T00:00:00Z\",\"last_seq\":0";
        return answer.replaceAll(isFloorVague ? floor : "no floor", "")
                .replace(",\"num_deleted\":1,\"deleted\":[0]", "")
                .replace("\"first_seq\":1," + unused, "\"first_seq\":0," + unused)
                .replaceAll("\"(created|ts|time|first_ts|last_ts|last_active)\":\"2[^\"]*\"", "\"$1\":\"T\"");
    }

    // chance

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    private String maybe(int percent, String text) {
        return chance(percent) ? text : "";
    }

    private String oneOf(String... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
