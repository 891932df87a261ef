package dev.natsbroker.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.natsbroker.broker.NatsBroker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class NatsBrokerExtensionTest {
    @RegisterExtension
    static final NatsBrokerExtension SHARED = NatsBrokerExtension.builder()
            .options(options -> options.serverName("shared"))
            .config("max_payload: 2kb")
            .build();

    @RegisterExtension
    final NatsBrokerExtension own = NatsBrokerExtension.builder().build();

    private static NatsBroker before;

    @Test
    void shouldTakeOptionsAndConfiguration() {
        assertThat(SHARED.broker().options().identity().serverName()).isEqualTo("shared");
        assertThat(SHARED.broker().options().limits().maxPayloadBytes()).isEqualTo(2048);
    }

    @Test
    void shouldStartOneBrokerForEachTestFromAnInstanceField() {
        shouldHaveABrokerOfItsOwn();
    }

    @Test
    void shouldStopTheBrokerOfATest() {
        shouldHaveABrokerOfItsOwn();
    }

    /** Two tests call this; whichever comes second sees the end of the other's broker. */
    private void shouldHaveABrokerOfItsOwn() {
        assertThat(own.broker().isRunning()).isTrue();
        assertThat(own.broker().port()).isNotEqualTo(SHARED.broker().port());
        if (before != null) {
            assertThat(before).isNotSameAs(own.broker());
            assertThat(before.isRunning()).isFalse();
            assertThat(SHARED.broker().isRunning()).isTrue();
        }
        before = own.broker();
    }

    @Test
    void shouldSayThatTheBrokerIsNotThereYet() {
        NatsBrokerExtension unused = NatsBrokerExtension.builder().build();

        assertThatIllegalStateException().isThrownBy(unused::broker).withMessageContaining("@RegisterExtension");
    }
}
