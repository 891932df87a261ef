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
import java.util.function.Supplier;

/**
 * The part of the training that uses streams: publishes that are acknowledged, pulls, gets. Most publishes are pipelined as real ones are, so
 * that messages are cut by the ends of reads and gather while the device is waited for: the compiler must not take for impossible what is
 * only rare here. One thread.
 */
final class TrainingStreams {
    /** How many messages are sent at a time. */
    private static final int BLOCK = 64;
    /** How many may be without an answer when the next are sent. */
    private static final int PIPELINED = 448;

    private static final int ROUNDS = 800;
    private static final int BATCH = 200;
    private static final int ACKED_AT_ONCE = 25;
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
                client.publish(stream, ROUNDS, 128, 1, 0);
                client.publish(stream, ROUNDS, 128, 1, PIPELINED);
            }
            client.publish("files", ROUNDS / 40, 16_384, 1, PIPELINED);
            client.publish("files", ROUNDS, 1024, 1, PIPELINED);
            client.publishWithIds("files", ROUNDS / 2, PIPELINED);
            client.publish("files", ROUNDS, 128, 1000, PIPELINED / 2);
            client.pull("FILES", ROUNDS);
            client.pull("MEMORY", ROUNDS / 4);
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

        /** Publishes blocks; {@code pipelined} messages may wait for their answers meanwhile. */
        void publish(String prefix, int rounds, int size, int subjects, int pipelined) throws IOException {
            String end = ' ' + INBOX + ' ' + size + "\r\n" + "x".repeat(size) + "\r\n";
            publish(rounds, pipelined, () -> "PUB " + prefix + '.' + ids % subjects + end);
        }

        void publishWithIds(String prefix, int rounds, int pipelined) throws IOException {
            String payload = "x".repeat(128);
            publish(rounds, pipelined, () -> {
                String headers = "NATS/1.0\r\nNats-Msg-Id: " + ids + "\r\n\r\n";
                int total = headers.length() + payload.length();
                return "HPUB " + prefix + ".0 " + INBOX + ' ' + headers.length() + ' ' + total + "\r\n" + headers
                        + payload + "\r\n";
            });
        }

        private void publish(int rounds, int pipelined, Supplier<String> message) throws IOException {
            int unanswered = 0;
            for (int round = 0; round < rounds; round++) {
                StringBuilder block = new StringBuilder();
                for (int i = 0; i < BLOCK; i++) {
                    ids++;
                    block.append(message.get());
                }
                send(block.toString());
                unanswered += BLOCK;
                if (unanswered > pipelined) {
                    receive(BLOCK);
                    unanswered -= BLOCK;
                }
            }
            receive(unanswered);
        }

        /** Pulls {@code rounds} batches and acknowledges the messages as they come; each pull is sent while half of the one before is to come. */
        void pull(String stream, int rounds) throws IOException {
            ask(
                    "$JS.API.CONSUMER.DURABLE.CREATE." + stream + ".train",
                    "{\"stream_name\":\"" + stream
                            + "\",\"config\":{\"durable_name\":\"train\",\"ack_policy\":\"explicit\"}}");
            String body = "{\"batch\":" + BATCH + ",\"expires\":5000000000}";
            String next = "PUB $JS.API.CONSUMER.MSG.NEXT." + stream + ".train " + INBOX + ' ' + body.length() + "\r\n"
                    + body + "\r\n";
            send(next);
            for (int half = 1; half < 2 * rounds; half++) {
                if (half % 2 == 1 && half < 2 * rounds - 1) {
                    send(next);
                }
                acknowledge(BATCH / 2);
            }
            acknowledge(BATCH / 2);
        }

        private void acknowledge(int count) throws IOException {
            for (int left = count; left > 0; ) {
                List<String> some = receive(Math.min(left, ACKED_AT_ONCE));
                StringBuilder acks = new StringBuilder();
                for (String reply : some) {
                    acks.append("PUB ").append(reply).append(" 4\r\n+ACK\r\n");
                }
                send(acks.toString());
                left -= some.size();
            }
        }

        void get(String stream, int rounds, int subjects) throws IOException {
            for (int round = 0; round < rounds; round++) {
                StringBuilder block = new StringBuilder();
                for (int i = 0; i < BLOCK; i++) {
                    block.append("PUB $JS.API.DIRECT.GET." + stream + ".files.")
                            .append(++ids % subjects)
                            .append(' ')
                            .append(INBOX)
                            .append(" 0\r\n\r\n");
                }
                send(block.toString());
                receive(BLOCK);
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
