package dev.natsbroker.spring.listener.jetstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.natsbroker.broker.NatsBroker;
import dev.natsbroker.broker.config.BrokerOptions;
import dev.natsbroker.spring.BrokerFixture;
import dev.natsbroker.spring.core.JetStreamNotEnabledException;
import dev.natsbroker.spring.core.StreamNotFoundException;
import dev.natsbroker.spring.topology.Provision;
import dev.natsbroker.spring.topology.TopologyException;
import io.nats.client.Connection;
import io.nats.client.JetStreamOptions;
import io.nats.client.Nats;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.DeliverPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConsumerProvisionerTest {
    @RegisterExtension
    static final BrokerFixture nats = new BrokerFixture();

    @RegisterExtension
    final JetStreamFixture fixture = new JetStreamFixture(nats);

    private ConsumerProvisioner provisioner(ConsumerSettings.Builder settings, StreamDefinitions streams) {
        return provisioner(fixture.connection(), settings, streams);
    }

    private static ConsumerProvisioner provisioner(
            Connection connection, ConsumerSettings.Builder settings, StreamDefinitions streams) {
        return new ConsumerProvisioner(
                connection, settings.build(), AckPolicy.Explicit, streams, JetStreamOptions.defaultOptions());
    }

    private ConsumerInfo provision(ConsumerSettings.Builder settings) {
        return provisioner(settings, StreamDefinitions.NONE).consumer();
    }

    @Test
    void shouldCreateADeclaredStreamOnly() {
        // given
        ConsumerProvisioner undeclared = provisioner(fixture.consumerSettings(), StreamDefinitions.NONE);
        ConsumerProvisioner declared = provisioner(
                fixture.consumerSettings(),
                name -> name.equals(fixture.stream()) ? fixture.streamConfiguration() : null);

        // then
        assertThatThrownBy(() -> undeclared.stream())
                .isInstanceOfSatisfying(StreamNotFoundException.class, e -> {
                    assertThat(e.getStream()).isEqualTo(fixture.stream());
                    assertThat(e.getErrorCode()).isEqualTo(10059);
                })
                .hasMessageContaining("does not exist, and the application does not declare it");
        assertThat(declared.stream().getConfiguration().getSubjects()).containsExactly(fixture.subject(">"));
        assertThat(undeclared.stream()).isNotNull();
    }

    @ParameterizedTest
    @EnumSource(
            value = Provision.class,
            names = {"NONE", "VALIDATE"})
    void shouldNotCreateAConsumerUnlessTold(Provision provision) throws Exception {
        // given
        fixture.createStream();

        // then
        assertThatThrownBy(() -> provision(fixture.consumerSettings().provision(provision)))
                .isInstanceOf(TopologyException.class)
                .hasMessageContaining("does not exist; create it, or set the listener's provision to create")
                .hasMessageContaining("it is " + provision.name().toLowerCase(Locale.ROOT));
    }

    @Test
    void shouldNameEachDifference() throws Exception {
        // given
        existing();

        // then
        assertThatThrownBy(() -> provision(fixture.consumerSettings()
                        .filterSubjects(fixture.subject("b"))
                        .deliverPolicy(DeliverPolicy.New)
                        .maxAckPending(20)
                        .ackWait(Duration.ofSeconds(5))))
                .isInstanceOfSatisfying(
                        TopologyException.class,
                        e -> assertThat(e.getDifferences())
                                .extracting(difference ->
                                        List.of(difference.field(), difference.existing(), difference.wanted()))
                                .containsExactly(
                                        List.of(
                                                "filter_subjects",
                                                "[" + fixture.subject("a") + "]",
                                                "[" + fixture.subject("b") + "]"),
                                        List.of("deliver_policy", "all", "new"),
                                        List.of("max_ack_pending", "10", "20")))
                .hasMessageContaining("max_ack_pending is 10, wanted is 20")
                .hasMessageContaining("set the listener's provision to update");
    }

    private void existing() throws Exception {
        fixture.createStream();
        fixture.management()
                .createConsumer(
                        fixture.stream(),
                        ConsumerConfiguration.builder()
                                .durable(fixture.consumer())
                                .ackPolicy(AckPolicy.Explicit)
                                .filterSubject(fixture.subject("a"))
                                .ackWait(Duration.ofSeconds(5))
                                .maxAckPending(10)
                                .build());
    }

    @Test
    void shouldTakeAConsumerThatFitsOrAsItIs() throws Exception {
        // given
        existing();

        // then
        assertThat(provision(fixture.consumerSettings()
                        .filterSubjects(fixture.subject("a"))
                        .maxAckPending(10)
                        .provision(Provision.VALIDATE)))
                .isNotNull();
        assertThat(provision(fixture.consumerSettings().maxAckPending(99).provision(Provision.NONE)))
                .isNotNull();
    }

    @Test
    void shouldUpdateWhatTheServerAllows() throws Exception {
        // given
        existing();

        // when
        ConsumerConfiguration updated = provision(fixture.consumerSettings()
                        .filterSubjects(fixture.subject("b"))
                        .maxAckPending(20)
                        .provision(Provision.UPDATE))
                .getConsumerConfiguration();

        // then
        assertThat(updated.getMaxAckPending()).isEqualTo(20);
        assertThat(updated.getFilterSubjects()).containsExactly(fixture.subject("b"));
        assertThat(updated.getAckWait()).isEqualTo(Duration.ofSeconds(5));
        assertThatThrownBy(() -> provision(fixture.consumerSettings()
                        .filterSubjects(fixture.subject("b"))
                        .deliverPolicy(DeliverPolicy.New)
                        .provision(Provision.UPDATE)))
                .isInstanceOf(TopologyException.class)
                .hasMessageContaining("deliver_policy is all, wanted is new")
                .hasMessageContaining("the server refused to update it")
                .hasMessageContaining("delete it to have it created again");
    }

    @Test
    void shouldSeeThatAConsumerIsOfTheOtherMode() throws Exception {
        // given
        existing();

        // then
        assertThatThrownBy(() -> provision(fixture.consumerSettings()
                        .filterSubjects(fixture.subject("a"))
                        .mode(DeliveryMode.PUSH)))
                .hasMessageContaining("mode is pull, wanted is push");
    }

    @Test
    @SuppressWarnings("try")
    void shouldSayThatThereIsNoJetStream() throws Exception {
        // given
        try (NatsBroker broker = NatsBroker.start(
                        BrokerOptions.builder().host("127.0.0.1").port(0).build());
                Connection connection = Nats.connect(broker.clientUri().toString())) {
            ConsumerProvisioner provisioner =
                    provisioner(connection, fixture.consumerSettings(), StreamDefinitions.NONE);

            // then
            assertThatThrownBy(() -> provisioner.stream())
                    .isInstanceOf(JetStreamNotEnabledException.class)
                    .hasMessageContaining("JetStream");
        }
    }
}
