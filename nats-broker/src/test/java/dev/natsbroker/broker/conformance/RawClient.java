package dev.natsbroker.broker.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A client without any logic: sends bytes and compares what comes back byte by byte. Text is UTF-8. Blocking, with a time limit
 * on every read; used by one thread.
 */
public final class RawClient implements AutoCloseable {
    private static final int READ_TIMEOUT_MILLIS = 10_000;
    private static final int BUFFER_SIZE = 64 << 10;
    private static final JsonMapper JSON = new JsonMapper();

    private final Socket socket;
    private final InputStream in;

    private RawClient(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream(), BUFFER_SIZE);
    }

    /** Opens a socket to {@code port} and reads nothing yet. */
    public static RawClient dial(int port) {
        return dial(port, 0);
    }

    /** The same with a receive buffer of about {@code receiveBuffer} bytes; 0 for the system's choice. */
    public static RawClient dial(int port, int receiveBuffer) {
        Socket socket = new Socket();
        try {
            if (receiveBuffer > 0) {
                socket.setReceiveBufferSize(receiveBuffer);
            }
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(READ_TIMEOUT_MILLIS);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), READ_TIMEOUT_MILLIS);
            return new RawClient(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Opens a socket and swallows INFO. */
    public static RawClient open(int port) {
        RawClient client = dial(port);
        client.readInfo();
        return client;
    }

    /** Connects as a quiet client: neither verbose nor pedantic. {@code fields} are added to the JSON of CONNECT. */
    public static RawClient connect(int port, String... fields) {
        return open(port).sendConnect(fields);
    }

    /** Sends the CONNECT of a quiet client with further {@code fields}, e.g. {@code "\"headers\":true"}. */
    public RawClient sendConnect(String... fields) {
        StringBuilder json = new StringBuilder("{\"verbose\":false,\"pedantic\":false");
        for (String field : fields) {
            json.append(',').append(field);
        }
        return send("CONNECT " + json + "}\r\n");
    }

    /** These lines, each with CRLF. */
    public static String lines(String... lines) {
        return String.join("\r\n", lines) + "\r\n";
    }

    /** Sends text as it is. */
    public RawClient send(String text) {
        return send(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends bytes as they are. */
    public RawClient send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends bytes that the server may refuse to take, because it has closed the connection. Returns whether it took them. */
    public boolean trySend(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            return true;
        } catch (IOException closed) {
            return false;
        }
    }

    /** Requires that exactly these bytes come next. */
    public RawClient expect(String text) {
        byte[] expected = text.getBytes(StandardCharsets.UTF_8);
        byte[] actual = receive(expected.length, expected);
        assertThat(new String(actual, StandardCharsets.UTF_8))
                .as("bytes from the server")
                .isEqualTo(text);
        return this;
    }

    /** Reads {@code length} bytes, or fewer if they differ from {@code expected} or no more come. */
    private byte[] receive(int length, byte[] expected) {
        ByteArrayOutputStream received = new ByteArrayOutputStream(length);
        for (int i = 0; i < length; i++) {
            int b = read();
            if (b < 0) {
                break;
            }
            received.write(b);
            if ((byte) b != expected[i]) {
                readAvailable(received);
                break;
            }
        }
        return received.toByteArray();
    }

    /** The next byte, or -1 when the connection or the patience ends. */
    private int read() {
        try {
            return in.read();
        } catch (SocketTimeoutException | SocketException e) {
            return -1;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void readAvailable(ByteArrayOutputStream to) {
        try {
            while (in.available() > 0) {
                to.write(in.read());
            }
        } catch (IOException ended) {
            // what was received so far is enough for the message
        }
    }

    /** Reads {@code count} bytes, whatever they are. */
    public byte[] receive(int count) {
        try {
            byte[] bytes = in.readNBytes(count);
            assertThat(bytes).as("bytes before the end of the connection").hasSize(count);
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next line without its CRLF. */
    public String readLine() {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int b = read();
        while (b >= 0 && b != '\n') {
            line.write(b);
            b = read();
        }
        String text = line.toString(StandardCharsets.UTF_8);
        assertThat(b).as("end of the line that begins with <%s>", text).isEqualTo('\n');
        assertThat(text).as("a line that ends with CRLF").endsWith("\r");
        return text.substring(0, text.length() - 1);
    }

    /** Reads INFO and returns its JSON. */
    public JsonNode readInfo() {
        return parseInfo(readLine());
    }

    /** The JSON of an INFO line. */
    public static JsonNode parseInfo(String line) {
        assertThat(line).startsWith("INFO {").endsWith("} ");
        return JSON.readTree(line.substring("INFO ".length()));
    }

    /** Requires that the server closes the connection now, and sends nothing before. */
    public void expectClosed() {
        assertThat(readUntilClosed())
                .as("bytes before the end of the connection")
                .isEmpty();
    }

    /** What the server sends until it closes the connection. */
    public String readUntilClosed() {
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        try {
            for (int b = in.read(); b >= 0; b = in.read()) {
                rest.write(b);
            }
        } catch (SocketTimeoutException e) {
            throw new AssertionError("The server did not close the connection; it sent <" + rest + ">", e);
        } catch (SocketException reset) {
            // closed as well: the server had bytes of ours that it did not read
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rest.toString(StandardCharsets.UTF_8);
    }

    /** Reads and counts what comes until the server closes the connection. */
    public long drainUntilClosed() {
        long count = 0;
        byte[] buffer = new byte[BUFFER_SIZE];
        try {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                count += n;
            }
        } catch (SocketTimeoutException e) {
            throw new AssertionError("The server did not close the connection after " + count + " bytes", e);
        } catch (IOException reset) {
            // closed as well
        }
        return count;
    }

    /** Requires that nothing was sent before the answer to a PING: a barrier instead of a pause. */
    public RawClient expectSilenceUntilPong() {
        return send("PING\r\n").expect("PONG\r\n");
    }

    /** The same as {@link #expectSilenceUntilPong()}, behind these messages of equal rank, in whatever order they come. */
    public void expectInAnyOrderUntilPong(String... messages) {
        int length = Stream.of(messages).mapToInt(String::length).sum();
        send("PING\r\n");
        String received = new String(receive(length), StandardCharsets.UTF_8);
        String rest = received;
        for (String message : messages) {
            assertThat(rest).as("what is left of <%s>", received).contains(message);
            int at = rest.indexOf(message);
            rest = rest.substring(0, at) + rest.substring(at + message.length());
        }
        expect("PONG\r\n");
    }

    /** Tells the server that nothing more will be sent. */
    public void shutdownOutput() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Closes the socket with a reset, as a killed client on a broken line does. */
    public void reset() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
