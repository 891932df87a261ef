package dev.natsbroker.broker.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BrokerOptionsTest {

    @Test
    void shouldStartFromTheDefaultsOfTheReference() {
        BrokerOptions options = BrokerOptions.defaults();

        assertThat(options.listen()).isEqualTo(new ListenOptions("0.0.0.0", 4222, false));
        assertThat(options.limits().maxPayloadBytes()).isEqualTo(1_048_576);
        assertThat(options.limits().maxPendingBytes()).isEqualTo(67_108_864);
        assertThat(options.limits().maxControlLineBytes()).isEqualTo(4096);
        assertThat(options.limits().maxConnections()).isEqualTo(65_536);
        assertThat(options.limits().maxClosedClients()).isEqualTo(10_000);
        assertThat(options.timing().pingInterval()).isEqualTo(Duration.ofMinutes(2));
        assertThat(options.timing().pingMax()).isEqualTo(2);
        assertThat(options.authTimeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(options.effectiveSystemAccount()).isEqualTo("$SYS");
        assertThat(options.log().logTime()).isTrue();
    }

    @Test
    void shouldBuildInCode() {
        BrokerOptions options = BrokerOptions.builder()
                .host("127.0.0.1")
                .port(0)
                .serverName("s")
                .user("u", "p")
                .token("t")
                .users(UserOptions.of("a", "b"))
                .noAuthUser("a")
                .account(AccountOptions.of("A").withLimits(new AccountLimits(1, 2, 3, 4)))
                .mapping(MappingOptions.of("x", "y"))
                .httpPort(-1)
                .ping(Duration.ofSeconds(1), 3)
                .limits(limits -> limits.maxSubscriptions(100))
                .engine(engine -> engine.eventLoops(2))
                .build();

        assertThat(options.listen()).isEqualTo(new ListenOptions("127.0.0.1", -1, false));
        assertThat(options.authorization().users()).containsExactly(UserOptions.of("a", "b"));
        assertThat(options.accounts().get("A").limits().maxPayload()).isEqualTo(3);
        assertThat(options.mappings()).containsExactly(MappingOptions.of("x", "y"));
        assertThat(options.timing().pingMax()).isEqualTo(3);
        assertThat(options.limits().maxSubscriptions()).isEqualTo(100);
        assertThat(options.toBuilder().build()).isEqualTo(options);
    }

    @Test
    void shouldNotChangeWithTheCollectionsItWasMadeFrom() {
        List<UserOptions> users = new ArrayList<>(List.of(UserOptions.of("a", "b")));
        BrokerOptions options = BrokerOptions.builder()
                .authorization(authorization -> authorization.users(users))
                .build();

        users.clear();

        assertThat(options.authorization().users()).hasSize(1);
        assertThatThrownBy(() -> options.accounts().put("X", AccountOptions.of("X")))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void shouldRefuseValuesOutOfRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BrokerOptions.builder().port(70_000).build())
                .withMessage("port 70000 is out of range: use 1 to 65535, or -1 for a free port");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BrokerOptions.builder().serverName("a b").build())
                .withMessageContaining("without blanks");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BrokerOptions.builder()
                        .limits(limits -> limits.maxSubjectTokens(256))
                        .build())
                .withMessageContaining("0 (no limit) to 255");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new UserOptions(null, "p", null, null, Set.of()))
                .withMessageContaining("either a name or an nkey");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new WeightedDestination("d", 101, null))
                .withMessageContaining("use 0 to 100");
    }

    @Test
    void shouldTakeAnEmptyAllowListForNoRestriction() {
        assertThat(new SubjectRules(List.of(), List.of())).isEqualTo(SubjectRules.allowAll());
    }
}
