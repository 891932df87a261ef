package dev.natsbroker.starter;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The NATS server of the suite; no test gets one from elsewhere. By default it is the broker of this project, in this JVM. With
 * the system property {@value #URL} it is one that runs already, with {@value #REFERENCE} the executable at that path.
 */
abstract class TestServer implements AutoCloseable {
    /** URL of a server with JetStream that runs already. */
    static final String URL = "natsbroker.test.server";

    /** Path of a server's executable that understands the options of nats-server. */
    static final String REFERENCE = "natsbroker.test.reference";

    /** The server that all tests share but those that stop it; it ends with the JVM. */
    static TestServer shared() {
        return Shared.SERVER;
    }

    /** A server of its own for a test that stops it. */
    static TestServer startOwn() {
        String reference = System.getProperty(REFERENCE);
        try {
            return reference == null ? new EmbeddedServer() : new ReferenceServer(reference);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether it is our broker in this JVM. */
    static boolean isEmbedded() {
        return System.getProperty(REFERENCE) == null && !isGiven();
    }

    /** Whether it runs already, so that it cannot be stopped. */
    static boolean isGiven() {
        return System.getProperty(URL) != null;
    }

    /** URL for clients. */
    abstract String url();

    /** Stops it; what it stored stays. */
    abstract void stop();

    /** Starts it again on the same port. */
    abstract void start();

    @Override
    public abstract void close();

    private static final class Shared {
        private static final TestServer SERVER = open();

        private static TestServer open() {
            String url = System.getProperty(URL);
            if (url != null) {
                return new GivenServer(url);
            }
            TestServer server = startOwn();
            Runtime.getRuntime().addShutdownHook(new Thread(server::close));
            return server;
        }
    }

    private static final class GivenServer extends TestServer {
        private final String url;

        GivenServer(String url) {
            this.url = url;
        }

        @Override
        String url() {
            return url;
        }

        @Override
        void stop() {
            throw new IllegalStateException("A server that runs already is not stopped by tests");
        }

        @Override
        void start() {
            throw new IllegalStateException("A server that runs already is not started by tests");
        }

        @Override
        public void close() {}
    }
}
