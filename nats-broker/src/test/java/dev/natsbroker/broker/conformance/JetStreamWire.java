package dev.natsbroker.broker.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A client that knows JetStream's subjects and nothing else: each question has a subscription of its own, whose messages are
 * kept until they are asked for. In bodies of requests {@code '} stands for {@code "}. Used by one thread.
 */
final class JetStreamWire implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    /**
     * One message.
     *
     * @param subject its subject
     * @param reply its reply subject, or empty
     * @param headers its header block, or empty
     * @param payload its payload
     */
    record Message(String subject, String reply, String headers, String payload) {
        /** The first line of the headers behind the version: {@code 404 No Messages}. */
        String status() {
            return headers.isEmpty()
                    ? ""
                    : headers.substring("NATS/1.0".length(), headers.indexOf('\r'))
                            .strip();
        }

        /** One of the tokens of {@code $JS.ACK.<stream>.<consumer>.<deliveries>.<sseq>.<cseq>.<time>.<pending>}. */
        String token(int index) {
            return reply.split("\\.")[index];
        }

        /** The sequence in the stream, from the reply subject. */
        String sequence() {
            return token(5);
        }

        /** The payload as JSON. */
        JsonNode json() {
            return JSON.readTree(payload);
        }
    }

    private final RawClient client;
    private final Map<Integer, Queue<Message>> kept = new HashMap<>();
    private int lastSid;

    JetStreamWire(TestServer server, String... fields) {
        client = server.connect(
                fields.length > 0 ? fields : new String[] {"\"headers\":true", "\"no_responders\":true"});
    }

    /** Text with the quotes that JSON wants. */
    static String quoted(String text) {
        return text.replace('\'', '"');
    }

    /** Subscribes; returns the number by which the messages are asked for. */
    int listen(String subject) {
        int sid = ++lastSid;
        kept.put(sid, new ArrayDeque<>());
        client.send("SUB " + subject + ' ' + sid + "\r\n");
        return sid;
    }

    /** Ends a subscription. */
    void unlisten(int sid) {
        client.send("UNSUB " + sid + "\r\n");
    }

    /** Sends text as it is. */
    void raw(String text) {
        client.send(text);
    }

    /** Publishes without asking for an answer. */
    void post(String subject, String payload, String... headers) {
        send(subject, "", payload, headers);
    }

    /** Publishes with a reply subject; returns the subscription of the answers. */
    int request(String subject, String payload, String... headers) {
        String inbox = inbox(lastSid + 1);
        int sid = listen(inbox);
        send(subject, inbox, payload, headers);
        return sid;
    }

    /** The subject on which subscription {@code sid}, made by {@link #request}, listens. */
    String inbox(int sid) {
        return "_INBOX." + System.identityHashCode(this) + '.' + sid;
    }

    private void send(String subject, String reply, String payload, String... headers) {
        String body = quoted(payload);
        String answerTo = reply.isEmpty() ? "" : ' ' + reply;
        int length = body.getBytes(StandardCharsets.UTF_8).length;
        if (headers.length == 0) {
            client.send("PUB " + subject + answerTo + ' ' + length + "\r\n" + body + "\r\n");
            return;
        }
        String block = "NATS/1.0\r\n" + RawClient.lines(headers) + "\r\n";
        client.send("HPUB " + subject + answerTo + ' ' + block.length() + ' ' + (block.length() + length) + "\r\n"
                + block + body + "\r\n");
    }

    /** The first answer to a request. */
    Message ask(String subject, String payload, String... headers) {
        return next(request(subject, payload, headers));
    }

    /** The payload of the answer to a published message: its PubAck. */
    String publish(String subject, String payload, String... headers) {
        return ask(subject, payload, headers).payload();
    }

    /** The answer of {@code $JS.API.<name>}. */
    String api(String name, String body) {
        return ask("$JS.API." + name, body).payload();
    }

    /** The same as JSON. */
    JsonNode apiJson(String name, String body) {
        return JSON.readTree(api(name, body));
    }

    /** Creates a stream in memory that has the subjects {@code <name>.>}; {@code fields} are further JSON and win. */
    void stream(String name, String fields) {
        String defaults = "{'name':'" + name + "','subjects':['" + name + ".>'],'storage':'memory','allow_direct':true";
        assertThat(api("STREAM.CREATE." + name, defaults + fields(fields) + '}'))
                .doesNotContain("\"error\"");
    }

    /** Creates a durable that acknowledges each message; {@code fields} are further JSON and win. */
    JsonNode consumer(String stream, String name, String fields) {
        String config = "{'durable_name':'" + name + "','ack_policy':'explicit'" + fields(fields) + '}';
        String answer = api(
                "CONSUMER.CREATE." + stream + '.' + name, "{'stream_name':'" + stream + "','config':" + config + '}');
        assertThat(answer).doesNotContain("\"error\"");
        return JSON.readTree(answer);
    }

    private static String fields(String fields) {
        return fields.isEmpty() ? "" : ',' + fields;
    }

    /** The {@code state} of a stream. */
    JsonNode state(String stream) {
        return apiJson("STREAM.INFO." + stream, "").path("state");
    }

    /** What a consumer says of itself. */
    JsonNode info(String stream, String consumer) {
        return apiJson("CONSUMER.INFO." + stream + '.' + consumer, "");
    }

    /** The stored message with this sequence: the answer of the direct get, with the stored headers first. */
    Message stored(String stream, long sequence) {
        return ask("$JS.API.DIRECT.GET." + stream, "{'seq':" + sequence + '}');
    }

    /** Asks a pull consumer for messages. */
    int pull(String stream, String consumer, String body) {
        return request("$JS.API.CONSUMER.MSG.NEXT." + stream + '.' + consumer, body);
    }

    /** Takes one message of a pull consumer. */
    Message fetch(String stream, String consumer) {
        return next(pull(stream, consumer, "{'batch':1}"));
    }

    /** Acknowledges and waits for the server's answer. */
    void ack(Message message, String payload) {
        assertThat(ask(message.reply(), payload)).returns("", Message::payload).returns("", Message::headers);
    }

    /** The next message of a subscription. */
    Message next(int sid) {
        Queue<Message> messages = kept.getOrDefault(sid, new ArrayDeque<>());
        while (messages.isEmpty()) {
            take(client.readLine());
        }
        return messages.remove();
    }

    /** Requires that nothing has come and nothing comes before the server has done what it was asked about {@code stream}. */
    void expectNothing(int sid, String stream) {
        api("STREAM.INFO." + stream, "");
        expectNothing(sid);
    }

    /** Requires that nothing has come and nothing comes before the answer to a PING. */
    void expectNothing(int sid) {
        client.send("PING\r\n");
        String line = client.readLine();
        while (!line.equals("PONG")) {
            take(line);
            line = client.readLine();
        }
        assertThat(kept.get(sid)).isEmpty();
    }

    private void take(String line) {
        if (line.equals("PING")) {
            client.send("PONG\r\n");
            return;
        }
        String[] words = line.split(" ");
        boolean hasHeaders = words[0].equals("HMSG");
        assertThat(words[0]).as(line).isIn("MSG", "HMSG");
        int sizes = hasHeaders ? 2 : 1;
        String reply = words.length == 3 + sizes + 1 ? words[3] : "";
        int headers = hasHeaders ? Integer.parseInt(words[words.length - 2]) : 0;
        byte[] bytes = client.receive(Integer.parseInt(words[words.length - 1]) + 2);
        String block = new String(bytes, 0, headers, StandardCharsets.UTF_8);
        String payload = new String(bytes, headers, bytes.length - 2 - headers, StandardCharsets.UTF_8);
        kept.get(Integer.parseInt(words[2])).add(new Message(words[1], reply, block, payload));
    }

    @Override
    public void close() {
        client.close();
    }
}
