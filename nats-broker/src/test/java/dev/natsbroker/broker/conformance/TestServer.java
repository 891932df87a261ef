package dev.natsbroker.broker.conformance;

import java.nio.file.Path;
import java.time.Duration;

/**
 * The server that the conformance tests talk to: our broker inside this JVM, or, to prove the tests themselves, a real
 * nats-server whose path is given as system property {@value #REFERENCE}:
 *
 * <pre>mvn -pl nats-broker test -Dtest='dev.natsbroker.broker.conformance.*Test' -Dconformance.reference=/usr/sbin/nats-server</pre>
 */
interface TestServer extends AutoCloseable {
    /** The system property with the path of a nats-server. */
    String REFERENCE = "conformance.reference";

    /** Starts a server with these lines of nats.conf, on a free port of the loopback interface. */
    static TestServer start(String... conf) {
        String text = String.join("\n", conf) + "\n";
        return isReference()
                ? ReferenceServer.start(Path.of(System.getProperty(REFERENCE, "")), text)
                : EmbeddedServer.start(text);
    }

    /** Whether a real nats-server is asked. */
    static boolean isReference() {
        return !System.getProperty(REFERENCE, "").isEmpty();
    }

    /** The port for clients. */
    int port();

    /**
     * Lets time pass: our broker's clock is moved. With a nats-server nothing happens here; the reads that follow wait for
     * the real time to pass.
     */
    void advance(Duration step);

    /** Whether {@link #advance} moves time, so that also the absence of something can be tested. */
    boolean hasManualClock();

    /** Why the connection with this {@code client_id} was closed, as monitoring names it; waits until it is. */
    String closeReason(long clientId);

    /** How many clients were cut off because they were too slow. */
    long slowConsumers();

    /** Begins lame duck mode. */
    void enterLameDuckMode();

    /** Waits for the end of the server, at most {@code patience}; returns whether it has ended. */
    boolean awaitStopped(Duration patience);

    /** A quiet client, with further fields of CONNECT. */
    default RawClient connect(String... fields) {
        return RawClient.connect(port(), fields);
    }

    /** A client that has read INFO and sent nothing. */
    default RawClient open() {
        return RawClient.open(port());
    }

    @Override
    void close();
}
