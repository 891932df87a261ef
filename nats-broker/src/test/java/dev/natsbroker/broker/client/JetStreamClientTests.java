package dev.natsbroker.broker.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.nats.client.Connection;
import io.nats.client.JetStream;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.api.StreamConfiguration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/** Tests of JetStream by the official client: one server for all tests of a class, a connection for each. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // connected before each test
abstract class JetStreamClientTests {
    @AutoClose
    final JetStreamServer server = JetStreamServer.start();

    Connection connection;
    JetStreamManagement jsm;
    JetStream js;

    @BeforeEach
    void connect() throws Exception {
        connection = server.connect();
        jsm = connection.jetStreamManagement();
        js = connection.jetStream();
    }

    @AfterEach
    void disconnect() throws Exception {
        connection.close();
    }

    /** A stream whose subjects begin with its name. */
    static StreamConfiguration.Builder stream(String name) {
        return StreamConfiguration.builder().name(name).subjects(name + ".>");
    }

    static void checkError(int apiError, ThrowingCallable call) {
        JetStreamApiException e = catchThrowableOfType(JetStreamApiException.class, call);
        assertThat(e).isNotNull();
        assertThat(e.getApiErrorCode()).isEqualTo(apiError);
    }
}
