package dev.natsbroker.broker.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ServerInfoTest {
    private static String info(boolean jetStream, @Nullable String domain) {
        ServerInfo info = new ServerInfo(
                "ID", "n", "2.15.1", "java17", "h", 4222, true, false, false, false, false, 5, jetStream, null, domain,
                List.of(), false);
        return new String(
                info.encode(new ServerInfo.Personal(7, "127.0.0.1", null, false, 5, null)), StandardCharsets.UTF_8);
    }

    /** The order of nats-server 2.15.1. */
    @Test
    void shouldTellOfJetStream() {
        assertThat(info(true, "hub"))
                .endsWith("\"max_payload\":5,\"jetstream\":true,\"client_id\":7,\"client_ip\":\"127.0.0.1\","
                        + "\"domain\":\"hub\",\"api_lvl\":5} \r\n");
    }

    @Test
    void shouldTellOfItsAbsenceByLeavingItOut() {
        assertThat(info(false, null))
                .endsWith("\"max_payload\":5,\"client_id\":7,\"client_ip\":\"127.0.0.1\",\"api_lvl\":5} \r\n");
    }
}
