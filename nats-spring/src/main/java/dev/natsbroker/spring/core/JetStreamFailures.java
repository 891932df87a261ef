package dev.natsbroker.spring.core;

import dev.natsbroker.spring.NatsException;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import java.io.IOException;

/** Says what a refused or unanswered request of the JetStream API means. */
public final class JetStreamFailures {
    /** {@code err_code} of a stream that does not exist. */
    public static final int STREAM_NOT_FOUND = 10059;

    /** {@code err_code} of a consumer that does not exist. */
    public static final int CONSUMER_NOT_FOUND = 10014;

    private static final int NOT_ENABLED_FOR_ACCOUNT = 10039;
    private static final int NOT_ENABLED = 10076;

    private JetStreamFailures() {}

    /** The server refused {@code what}, the beginning of a sentence. */
    public static JetStreamException refused(String what, JetStreamApiException e) {
        int code = e.getApiErrorCode();
        if (code == NOT_ENABLED_FOR_ACCOUNT || code == NOT_ENABLED) {
            return new JetStreamNotEnabledException(
                    what + " failed: JetStream is not enabled for this account; enable it there", code, e);
        }
        return new JetStreamException(
                what + " was refused: " + e.getErrorDescription() + " (err_code " + code + ")", code, e);
    }

    /** Nobody answered {@code what}, the beginning of a sentence. */
    public static NatsException unanswered(String what, Connection connection, IOException e) {
        if (hasNoJetStream(connection)) {
            return notEnabled(what, e);
        }
        return new NatsConnectionException(
                what + " got no answer: " + e.getMessage() + "; the connection is " + connection.getStatus(), e);
    }

    static boolean hasNoJetStream(Connection connection) {
        return connection.getStatus() == Connection.Status.CONNECTED
                && !connection.getServerInfo().isJetStreamAvailable();
    }

    static JetStreamNotEnabledException notEnabled(String what, Throwable cause) {
        return new JetStreamNotEnabledException(
                what + " failed: JetStream is not enabled on the server; start it with JetStream (nats-server -js)",
                0,
                cause);
    }
}
