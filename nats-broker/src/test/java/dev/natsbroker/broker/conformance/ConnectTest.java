package dev.natsbroker.broker.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** CONNECT and its fields, on a server without credentials. */
class ConnectTest {
    @AutoClose
    private static final TestServer server = TestServer.start();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CONNECT {}",
                "CONNECT{}",
                "connect {}",
                "CONNECT   \t {} \t ",
                "CONNECT null",
                "CONNECT {\"verbose\":true}",
                "CONNECT {\"VERBOSE\":true}",
                "CONNECT {\"Verbose\":true,\"Pedantic\":false}",
                "CONNECT {\"verbose\":null}",
                "CONNECT {\"name\":null,\"protocol\":null}",
                "CONNECT {\"unknown\":{\"a\":[1,2,{\"b\":null}]},\"other\":1.5e3}",
                "CONNECT {\"protocol\":0}",
                "CONNECT {\"protocol\":1}",
                "CONNECT {\"tls_required\":true}",
                "CONNECT {\"name\":\"caf\u00e9 \\u00e9 \\\"q\\\"\",\"lang\":\"java\",\"version\":\"1\"}",
                "CONNECT {\"user\":\"u\",\"pass\":\"p\",\"auth_token\":\"t\"}",
                "CONNECT {\"jwt\":\"no.jwt.here\",\"nkey\":\"UXX\",\"sig\":\"AAAA\"}",
                "CONNECT {\"account\":\"\",\"new_account\":false}",
                "CONNECT {\"headers\":true,\"no_responders\":true}",
            })
    void shouldAcknowledgeEveryConnectThatIsFine(String connect) {
        try (RawClient client = server.open()) {
            client.send(connect + "\r\n").expect("+OK\r\n").expectSilenceUntilPong();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CONNECT",
                "CONNECT ",
                "CONNECT {bad}",
                "CONNECT {",
                "CONNECT {\"verbose\":true",
                "CONNECT {\"verbose\":true} x",
                "CONNECT {} {}",
                "CONNECT []",
                "CONNECT 1",
                "CONNECT true",
                "CONNECT \"text\"",
                "CONNECT {\"verbose\":1}",
                "CONNECT {\"verbose\":\"true\"}",
                "CONNECT {\"protocol\":\"1\"}",
                "CONNECT {\"protocol\":1.5}",
                "CONNECT {\"protocol\":true}",
                "CONNECT {\"name\":1}",
                "CONNECT {\"name\":{}}",
                "CONNECT {\"user\":[]}",
                "CONNECT {\"headers\":\"yes\"}",
                "CONNECT {'verbose':true}",
                "CONNECT {\"verbose\":true,}",
            })
    void shouldCloseSilentlyOnConnectThatCannotBeRead(String connect) {
        try (RawClient client = server.open()) {
            client.send(connect + "\r\n").expectClosed();
        }
    }

    @Test
    void shouldAcceptBytesThatAreNoUtf8() {
        byte[] name = {(byte) 0xff, (byte) 0xc3, 'x'};
        try (RawClient client = server.open()) {
            client.send("CONNECT {\"name\":\"")
                    .send(name)
                    .send("\",\"verbose\":true}\r\n")
                    .expect("+OK\r\n");
        }
    }

    @Test
    void shouldBeVerboseAndPedanticWithoutConnect() {
        try (RawClient client = server.open()) {
            client.send("PING\r\nSUB foo 1\r\nPUB foo 2\r\nhi\r\nPUB foo..x 0\r\n\r\nUNSUB 1\r\n");

            client.expect("PONG\r\n+OK\r\n+OK\r\nMSG foo 1 2\r\nhi\r\n");
            client.expect("-ERR 'Invalid Publish Subject'\r\n+OK\r\n+OK\r\n");
        }
    }

    @Test
    void shouldBeVerboseAndPedanticWhereConnectIsSilent() {
        try (RawClient client = server.open()) {
            client.send("CONNECT {}\r\nPUB foo.* 0\r\n\r\n");

            client.expect("+OK\r\n-ERR 'Invalid Publish Subject'\r\n+OK\r\n");
        }
    }

    @Test
    void shouldStayQuietWhenNotVerbose() {
        try (RawClient client = server.connect()) {
            client.send("SUB foo 1\r\nPUB bar 2\r\nhi\r\nUNSUB 1\r\nUNSUB 77\r\n")
                    .expectSilenceUntilPong();
        }
    }

    @Test
    void shouldNeverAcknowledgePingAndPong() {
        try (RawClient client = server.open()) {
            client.send("PONG\r\n+OK\r\n").expectSilenceUntilPong();
        }
    }

    @ParameterizedTest
    @CsvSource({"2", "-1", "100", "4294967296"})
    void shouldRefuseAnUnknownProtocol(long protocol) {
        try (RawClient client = RawClient.dial(server.port())) {
            long id = client.readInfo().path("client_id").asLong();

            client.send("CONNECT {\"protocol\":" + protocol + "}\r\n");

            client.expect("-ERR 'invalid client protocol'\r\n").expectClosed();
            assertThat(server.closeReason(id)).isEqualTo("Bad Client Protocol Version");
        }
    }

    @Test
    void shouldRefuseNoRespondersWithoutHeaders() {
        try (RawClient client = RawClient.dial(server.port())) {
            long id = client.readInfo().path("client_id").asLong();

            client.send("CONNECT {\"no_responders\":true}\r\n");

            client.expect("-ERR 'no responders requires headers support'\r\n").expectClosed();
            assertThat(server.closeReason(id)).isEqualTo("No Responders Requires Headers");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"account\":\"A\"", "\"new_account\":true", "\"account\":\"$G\",\"new_account\":false"})
    void shouldRefuseToChooseAnAccount(String fields) {
        try (RawClient client = RawClient.dial(server.port())) {
            long id = client.readInfo().path("client_id").asLong();

            client.send("CONNECT {" + fields + "}\r\n");

            client.expect("-ERR 'Authorization Violation'\r\n").expectClosed();
            assertThat(server.closeReason(id)).isEqualTo("Authentication Failure");
        }
    }

    @Test
    void shouldMergeASecondConnectOverTheFirst() {
        try (RawClient client = server.open()) {
            client.send("CONNECT {\"verbose\":false,\"pedantic\":false,\"headers\":true}\r\n");

            client.send("CONNECT {\"verbose\":true}\r\n").expect("+OK\r\n");

            client.send("SUB foo 1\r\nHPUB foo 12 13\r\nNATS/1.0\r\n\r\nx\r\nPUB foo.* 0\r\n\r\n");
            client.expect("+OK\r\n+OK\r\nHMSG foo 1 12 13\r\nNATS/1.0\r\n\r\nx\r\n+OK\r\n");
        }
    }

    @Test
    void shouldDropSubscriptionsAtASecondConnect() {
        try (RawClient client = server.connect()) {
            client.send("SUB foo 1\r\nSUB bar q 2\r\n");

            client.sendConnect();

            client.send("PUB foo 2\r\nhi\r\nPUB bar 2\r\nhi\r\n").expectSilenceUntilPong();
            client.send("SUB foo 1\r\nPUB foo 2\r\nho\r\n").expect("MSG foo 1 2\r\nho\r\n");
        }
    }

    @Test
    void shouldTreatSubscriptionsBeforeTheFirstConnectLikeTheReference() {
        try (RawClient client = server.open()) {
            client.send("SUB foo 1\r\n").expect("+OK\r\n");

            client.sendConnect();

            client.send("PUB foo 2\r\nhi\r\n").expect("MSG foo 1 2\r\nhi\r\n").expectSilenceUntilPong();
        }
    }
}
