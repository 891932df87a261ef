package dev.natsbroker.broker.monitoring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A NATS client that sends what it is told; each step waits until the broker has dealt with it. */
final class WireClient implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 10_000;

    private final Socket socket;

    private WireClient(Socket socket) {
        this.socket = socket;
    }

    /** @param fields further fields of CONNECT, each with a comma before it */
    static WireClient connect(int port, String fields) {
        try {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(PATIENCE_MILLIS);
            WireClient client = new WireClient(socket);
            client.readLine();
            return client.send("CONNECT {\"verbose\":false,\"pedantic\":false" + fields + "}\r\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends operations and waits until the broker has run them and delivered what came of them to this client. */
    WireClient send(String operations) {
        write(operations + "PING\r\n");
        String line;
        do {
            line = readLine();
        } while (!line.equals("PONG"));
        return this;
    }

    /** Asks for an answer, and waits for it; the answer must have no headers. */
    String request(String subject, String payload) {
        write("SUB _INBOX.wire 99\r\nPUB " + subject + " _INBOX.wire " + payload.getBytes(StandardCharsets.UTF_8).length
                + "\r\n" + payload + "\r\n");
        String line;
        do {
            line = readLine();
        } while (!line.matches("MSG \\S+ 99 .*"));
        String answer = readLine();
        write("UNSUB 99\r\n");
        return answer;
    }

    /** Sends bytes on which the broker closes the connection, and waits for the end. */
    void sendLast(String bytes) {
        write(bytes);
        try (socket) {
            socket.getInputStream().readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until the broker asks whether this client still lives. */
    void awaitPing() {
        String line;
        do {
            line = readLine();
        } while (!line.equals("PING"));
    }

    int port() {
        return socket.getLocalPort();
    }

    private void write(String bytes) {
        try {
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String readLine() {
        StringBuilder line = new StringBuilder();
        try {
            for (int b = socket.getInputStream().read();
                    b != '\n';
                    b = socket.getInputStream().read()) {
                if (b < 0) {
                    throw new AssertionError("The broker closed the connection after: " + line);
                }
                line.append((char) b);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return line.toString().trim();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
