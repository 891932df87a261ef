package dev.natsbroker.app;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The part of the training that uses streams: publishes that are acknowledged, pulls, gets, in windows. One thread, a request at
 * a time, so that it ends by itself.
 */
final class TrainingStreams {
    private static final int WINDOW = 64;
    private static final int ROUNDS = 800;
    private static final String INBOX = "train.inbox";

    private final InetSocketAddress address;

    TrainingStreams(InetSocketAddress address) {
        this.address = address;
    }

    void run() throws IOException {
        try (Client client = new Client(address)) {
            client.create("FILES", "file");
            client.create("MEMORY", "memory");
            for (String stream : List.of("files", "memory", "files")) {
                client.publish(stream, ROUNDS, 1, false);
            }
            client.publish("files", ROUNDS / 2, 1, true);
            client.publish("files", ROUNDS / 2, 1000, false);
            client.pull("FILES", ROUNDS);
            client.get("FILES", ROUNDS / 2, 1000);
            client.ask("$JS.API.STREAM.INFO.FILES", "");
            client.ask("$JS.API.STREAM.DELETE.FILES", "");
            client.ask("$JS.API.STREAM.DELETE.MEMORY", "");
        }
    }

    private static final class Client implements AutoCloseable {
        private final Socket socket;
        private final InputStream in;
        private long ids;

        Client(InetSocketAddress address) throws IOException {
            socket = new Socket(address.getAddress(), address.getPort());
            in = new BufferedInputStream(socket.getInputStream(), 64 << 10);
            send("CONNECT {\"verbose\":false,\"pedantic\":false,\"headers\":true,\"no_responders\":true}\r\nSUB "
                    + INBOX + " 1\r\n");
        }

        void create(String name, String storage) throws IOException {
            String subject = name.toLowerCase(Locale.ROOT);
            ask(
                    "$JS.API.STREAM.CREATE." + name,
                    "{\"name\":\"" + name + "\",\"subjects\":[\"" + subject + ".>\"],\"storage\":\"" + storage
                            + "\",\"allow_direct\":true}");
        }

        void ask(String subject, String body) throws IOException {
            send("PUB " + subject + ' ' + INBOX + ' ' + body.length() + "\r\n" + body + "\r\n");
            receive(1);
        }

        void publish(String prefix, int rounds, int subjects, boolean withIds) throws IOException {
            String payload = "x".repeat(128);
            for (int round = 0; round < rounds; round++) {
                StringBuilder block = new StringBuilder();
                for (int i = 0; i < WINDOW; i++) {
                    String subject = prefix + '.' + ++ids % subjects;
                    String headers = withIds ? "NATS/1.0\r\nNats-Msg-Id: " + ids + "\r\n\r\n" : "";
                    block.append(withIds ? "HPUB " : "PUB ")
                            .append(subject)
                            .append(' ')
                            .append(INBOX)
                            .append(' ');
                    if (withIds) {
                        block.append(headers.length()).append(' ');
                    }
                    block.append(headers.length() + payload.length()).append("\r\n");
                    block.append(headers).append(payload).append("\r\n");
                }
                send(block.toString());
                receive(WINDOW);
            }
        }

        void pull(String stream, int rounds) throws IOException {
            ask(
                    "$JS.API.CONSUMER.DURABLE.CREATE." + stream + ".train",
                    "{\"stream_name\":\"" + stream
                            + "\",\"config\":{\"durable_name\":\"train\",\"ack_policy\":\"explicit\"}}");
            String next = "{\"batch\":" + WINDOW + ",\"expires\":5000000000}";
            for (int round = 0; round < rounds; round++) {
                send("PUB $JS.API.CONSUMER.MSG.NEXT." + stream + ".train " + INBOX + ' ' + next.length() + "\r\n" + next
                        + "\r\n");
                StringBuilder acks = new StringBuilder();
                for (String reply : receive(WINDOW)) {
                    acks.append("PUB ").append(reply).append(" 4\r\n+ACK\r\n");
                }
                send(acks.toString());
            }
        }

        void get(String stream, int rounds, int subjects) throws IOException {
            for (int round = 0; round < rounds; round++) {
                StringBuilder block = new StringBuilder();
                for (int i = 0; i < WINDOW; i++) {
                    block.append("PUB $JS.API.DIRECT.GET." + stream + ".files.")
                            .append(++ids % subjects)
                            .append(' ')
                            .append(INBOX)
                            .append(" 0\r\n\r\n");
                }
                send(block.toString());
                receive(WINDOW);
            }
        }

        /** Waits for {@code count} messages; returns their reply subjects. */
        private List<String> receive(int count) throws IOException {
            List<String> replies = new ArrayList<>();
            while (replies.size() < count) {
                String line = line();
                if (line.startsWith("MSG ") || line.startsWith("HMSG ")) {
                    String[] words = line.split(" ");
                    int sizes = line.startsWith("HMSG ") ? 2 : 1;
                    in.skipNBytes(Long.parseLong(words[words.length - 1]) + 2);
                    replies.add(words.length == 3 + sizes + 1 ? words[3] : "");
                } else if (line.startsWith("PING")) {
                    send("PONG\r\n");
                }
            }
            return replies;
        }

        private String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int next = in.read(); next != '\n'; next = in.read()) {
                if (next < 0) {
                    throw new IOException("the server closed the connection");
                }
                if (next != '\r') {
                    line.append((char) next);
                }
            }
            return line.toString();
        }

        private void send(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
