package dev.natsbroker.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Some seconds of traffic over loopback for the record that the cache is made of: with it the JVM knows from the first message on
 * which code is hot, and in which shape to compile it. All deliveries of a phase have the same length, so receivers only
 * count bytes.
 */
final class TrainingLoad {
    private static final int BLOCK_MESSAGES = 256;
    private static final int WINDOW = 64;
    private static final int REQUEST_ROUNDS = 2_000;

    private final InetSocketAddress address;

    TrainingLoad(InetSocketAddress address) {
        this.address = address;
    }

    void run() throws IOException {
        ExecutorService receivers = Executors.newCachedThreadPool();
        try {
            publish("load.nobody", 16, 8_000, List.of(), receivers);
            publish("load.nobody", 128, 8_000, List.of(), receivers);
            publish("load.one", 128, 4_000, List.of(""), receivers);
            publish("load.large", 4096, 200, List.of(""), receivers);
            publish("load.many", 128, 800, List.of("", "", "", "", "", "", "", ""), receivers);
            publish("load.queue", 128, 2_000, List.of("workers "), receivers);
            request(receivers);
        } finally {
            receivers.shutdownNow();
        }
    }

    /** Publishes blocks of messages to one subscriber for each queue prefix, and waits until they have them. */
    private void publish(String subject, int size, int blocks, List<String> queues, ExecutorService receivers)
            throws IOException {
        long deliveryLength = ("MSG " + subject + " 1 " + size + "\r\n").length() + size + 2L;
        List<Socket> sockets = new ArrayList<>();
        List<CompletableFuture<Void>> done = new ArrayList<>();
        try (Socket publisher = connect("")) {
            for (String queue : queues) {
                Socket subscriber = connect("SUB " + subject + " " + queue + "1\r\n");
                sockets.add(subscriber);
                done.add(CompletableFuture.runAsync(
                        () -> skip(subscriber, deliveryLength * BLOCK_MESSAGES * blocks), receivers));
            }
            byte[] block = block("PUB " + subject + " " + size + "\r\n" + "x".repeat(size) + "\r\n", BLOCK_MESSAGES);
            for (int i = 0; i < blocks; i++) {
                publisher.getOutputStream().write(block);
            }
            done.forEach(CompletableFuture::join);
            barrier(publisher);
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    /** Requests in windows, answered by a responder that answers every request that it has read. */
    private void request(ExecutorService receivers) throws IOException {
        String delivery = "MSG load.service 1 load.inbox 2\r\nhi\r\n";
        String answer = "MSG load.inbox 1 2\r\nok\r\n";
        byte[] requests = block("PUB load.service load.inbox 2\r\nhi\r\n", WINDOW);
        byte[] answers = block("PUB load.inbox 2\r\nok\r\n", WINDOW);
        try (Socket responder = connect("SUB load.service 1\r\n");
                Socket requester = connect("SUB load.inbox 1\r\n")) {
            CompletableFuture<Void> responding = CompletableFuture.runAsync(
                    () -> {
                        for (int i = 0; i < REQUEST_ROUNDS; i++) {
                            skip(responder, (long) delivery.length() * WINDOW);
                            write(responder, answers);
                        }
                    },
                    receivers);
            for (int i = 0; i < REQUEST_ROUNDS; i++) {
                write(requester, requests);
                skip(requester, (long) answer.length() * WINDOW);
            }
            responding.join();
        }
    }

    private Socket connect(String subscribe) throws IOException {
        Socket socket = new Socket(address.getAddress(), address.getPort());
        write(
                socket,
                ("CONNECT {\"verbose\":false,\"pedantic\":false}\r\n" + subscribe).getBytes(StandardCharsets.US_ASCII));
        barrier(socket);
        return socket;
    }

    /** Waits for the answer to a PING: everything before it was processed. */
    private static void barrier(Socket socket) throws IOException {
        write(socket, "PING\r\n".getBytes(StandardCharsets.US_ASCII));
        StringBuilder received = new StringBuilder();
        while (received.indexOf("PONG\r\n") < 0) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                throw new IOException("the server closed the connection after: " + received);
            }
            received.append((char) next);
        }
    }

    private static byte[] block(String message, int count) {
        return message.repeat(count).getBytes(StandardCharsets.US_ASCII);
    }

    private static void write(Socket socket, byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void skip(Socket socket, long count) {
        try {
            InputStream in = socket.getInputStream();
            byte[] buffer = new byte[64 << 10];
            for (long left = count; left > 0; ) {
                int read = in.read(buffer, 0, (int) Math.min(left, buffer.length));
                if (read < 0) {
                    throw new IOException("the server closed the connection with " + left + " bytes to come");
                }
                left -= read;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
