package dev.natsbroker.spring.listener.jetstream;

import dev.natsbroker.spring.NatsException;
import dev.natsbroker.spring.core.JetStreamException;
import dev.natsbroker.spring.core.JetStreamNotEnabledException;
import dev.natsbroker.spring.core.NatsConnectionException;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import java.io.IOException;

/** Says what a refused or unanswered request of the JetStream API means. */
final class ApiFailures {
    static final int STREAM_NOT_FOUND = 10059;
    static final int CONSUMER_NOT_FOUND = 10014;
    private static final int NOT_ENABLED_FOR_ACCOUNT = 10039;
    private static final int NOT_ENABLED = 10076;

    private ApiFailures() {}

    /** The server refused {@code what}. */
    static NatsException refused(String what, JetStreamApiException e) {
        int code = e.getApiErrorCode();
        if (code == NOT_ENABLED_FOR_ACCOUNT || code == NOT_ENABLED) {
            return new JetStreamNotEnabledException(
                    what + " failed: JetStream is not enabled for this account; enable it there", code, e);
        }
        return new JetStreamException(
                what + " was refused: " + e.getErrorDescription() + " (err_code " + code + ")", code, e);
    }

    /** Nobody answered {@code what}. */
    static NatsException unanswered(String what, Connection connection, IOException e) {
        if (connection.getStatus() == Connection.Status.CONNECTED
                && !connection.getServerInfo().isJetStreamAvailable()) {
            return new JetStreamNotEnabledException(
                    what + " failed: the server has no JetStream; start it with JetStream enabled (nats-server -js)",
                    0,
                    e);
        }
        return new NatsConnectionException(
                what + " got no answer: " + e.getMessage() + "; the connection is " + connection.getStatus(), e);
    }
}
