package dev.natsbroker.broker.client;

import io.nats.client.Connection;
import io.nats.client.ErrorListener;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Keeps errors of a client for the test instead of logging them. */
final class Silence implements ErrorListener {
    private final BlockingQueue<String> errors = new LinkedBlockingQueue<>();

    BlockingQueue<String> errors() {
        return errors;
    }

    @Override
    public void errorOccurred(Connection connection, String error) {
        errors.add(error);
    }

    @Override
    public void exceptionOccurred(Connection connection, Exception exception) {
        // connections that break are what some tests are about
    }
}
