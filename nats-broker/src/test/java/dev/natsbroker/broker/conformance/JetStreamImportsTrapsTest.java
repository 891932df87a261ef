package dev.natsbroker.broker.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** What the traps say about imports, which our broker does not have yet: with a nats-server only. */
@EnabledIfSystemProperty(named = TestServer.REFERENCE, matches = ".+")
class JetStreamImportsTrapsTest extends JetStreamTraps {
    @Override
    String[] conf() {
        return new String[] {
            "accounts {",
            "  OWN {",
            "    jetstream: enabled",
            "    users: [ { user: own, password: p } ]",
            "    exports: [ { service: \"$JS.API.CONSUMER.MSG.NEXT.C76.C\", response_type: stream },",
            "      { service: \"$JS.ACK.C76.C.>\" }, { stream: \"deliver.C76\" }, { service: \"$JS.FC.C76.>\" } ]",
            "  }",
            "  GUEST {",
            "    users: [ { user: guest, password: p } ]",
            "    imports: [ { service: { account: OWN, subject: \"$JS.API.CONSUMER.MSG.NEXT.C76.C\" }, to: next },",
            "      { service: { account: OWN, subject: \"$JS.ACK.C76.C.>\" } },",
            "      { service: { account: OWN, subject: \"$JS.FC.C76.>\" } },",
            "      { stream: { account: OWN, subject: \"deliver.C76\" } } ]",
            "  }",
            "}",
            "no_auth_user: own"
        };
    }

    // 76
    @Test
    void shouldPullAndAcknowledgeFromAnotherAccount() {
        // given
        js.stream("C76", "");
        js.publish("C76.a", "x");
        js.publish("C76.a", "y");
        js.consumer("C76", "C", "");
        try (JetStreamWire guest = new JetStreamWire(
                server, "\"user\":\"guest\"", "\"pass\":\"p\"", "\"headers\":true", "\"no_responders\":true")) {
            // when
            JetStreamWire.Message first = guest.ask("next", "1");
            guest.ack(first, "+ACK");
            JetStreamWire.Message second = guest.ask("next", "1");
            guest.post(second.reply(), "+ACK");

            // then
            assertThat(first.payload()).isEqualTo("x");
            assertThat(first.reply()).startsWith("$JS.ACK.C76.C.1.1.1.");
            assertThat(second.payload()).isEqualTo("y");
            Await.until(
                    "both are acknowledged",
                    () -> js.info("C76", "C").path("num_ack_pending").asInt() == 0
                            && js.info("C76", "C")
                                            .path("ack_floor")
                                            .path("stream_seq")
                                            .asInt()
                                    == 2);
        }
    }
}
