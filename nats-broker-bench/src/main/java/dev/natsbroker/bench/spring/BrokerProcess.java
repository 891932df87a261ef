package dev.natsbroker.bench.spring;

import dev.natsbroker.broker.NatsBroker;
import dev.natsbroker.broker.config.BrokerOptions;
import io.nats.client.Connection;
import io.nats.client.Nats;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import org.springframework.util.FileSystemUtils;

/**
 * A broker, and a publisher to it, in a JVM of their own: so that the processor time of the measuring JVM is that of the client.
 * It ends when its standard input does.
 */
final class BrokerProcess implements AutoCloseable {
    /** Subject on which a receiver says that it has got {@link #CREDIT} messages more. */
    static final String CREDIT_SUBJECT = "bench.credit";

    static final int CREDIT = 10_000;
    private static final int WINDOW = 3 * CREDIT;
    private static final int PAYLOAD_BYTES = 128;

    private final Process process;
    private final PrintStream commands;
    private final String url;

    BrokerProcess() throws IOException {
        process = ChildJvm.of(System.getProperty("java.class.path"), BrokerProcess.class)
                .start();
        commands = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        url = ChildJvm.told(process);
    }

    String url() {
        return url;
    }

    /** Has the publisher send so many messages of 128 bytes, as the receiver gives credit. */
    void publish(String subject, int count) {
        commands.println(subject + " " + count);
    }

    @Override
    public void close() {
        commands.close();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Runs the broker and does what standard input says. */
    @SuppressWarnings("try") // close() of a jnats connection may throw InterruptedException
    public static void main(String[] args) throws IOException, InterruptedException {
        Path store = Files.createTempDirectory("listener-bench");
        try (NatsBroker broker = NatsBroker.start(BrokerOptions.builder()
                        .host("127.0.0.1")
                        .port(0)
                        .jetStream(jetStream -> jetStream.enabled(true).storeDirectory(store))
                        .build());
                Connection connection = Nats.connect(broker.clientUri().toString())) {
            Semaphore credit = new Semaphore(WINDOW);
            connection.createDispatcher(message -> credit.release(CREDIT)).subscribe(CREDIT_SUBJECT);
            connection.flush(Duration.ofSeconds(5));
            ChildJvm.tell(broker.clientUri());
            BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = input.readLine(); line != null; line = input.readLine()) {
                String[] command = line.split(" ", -1);
                publish(connection, command[0], Integer.parseInt(command[1]), credit);
            }
        } catch (TimeoutException e) {
            throw new IOException("The broker does not answer", e);
        } finally {
            FileSystemUtils.deleteRecursively(store);
        }
        System.exit(0);
    }

    private static void publish(Connection connection, String subject, int count, Semaphore credit)
            throws InterruptedException {
        byte[] payload = new byte[PAYLOAD_BYTES];
        for (int i = 0; i < count; i++) {
            credit.acquire();
            connection.publish(subject, payload);
        }
    }
}
