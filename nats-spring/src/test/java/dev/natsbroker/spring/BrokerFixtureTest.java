package dev.natsbroker.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class BrokerFixtureTest {
    @RegisterExtension
    static final BrokerFixture nats = new BrokerFixture();

    @Test
    void shouldStore() throws Exception {
        // given
        nats.connect()
                .jetStreamManagement()
                .addStream(StreamConfiguration.builder()
                        .name("FIXTURE")
                        .subjects("fixture.>")
                        .storageType(StorageType.Memory)
                        .build());

        // when
        long sequence =
                nats.connect().jetStream().publish("fixture.a", new byte[0]).getSeqno();

        // then
        assertThat(sequence).isEqualTo(1);
    }
}
