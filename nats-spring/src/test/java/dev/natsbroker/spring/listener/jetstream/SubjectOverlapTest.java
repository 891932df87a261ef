package dev.natsbroker.spring.listener.jetstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubjectOverlapTest {
    @ParameterizedTest
    @CsvSource({
        "orders.new, orders.new, true",
        "orders.new, orders.old, false",
        "orders.new, orders, false",
        "orders, orders.>, false",
        "orders.*, orders.>, true",
        "orders.*.dead, orders.*, false",
        "orders.>.dead, orders.>, true",
        "orders.>.dead, orders.*, false",
        "orders.>.dead, orders.*.*, true",
        "orders.>.dead, orders.*.alive, false",
        "orders.>.dead, orders.eu.de.dead, true",
        "orders.>.dead, orders.dead, false",
        "dead.orders.>, orders.>, false",
        "dead.>, orders.>, false",
        ">.dead, orders.>, true",
        ">.dead, *.>, true",
        "a.>.b.>, a.x.y.b.z, true",
        "a.>.b.>, a.x.y.z, false",
        ">, >, true",
    })
    void shouldSeeWhetherSubjectsHaveOneInCommon(String one, String other, boolean expected) {
        assertThat(SubjectOverlap.any(one, List.of(other))).isEqualTo(expected);
        assertThat(SubjectOverlap.any(other, List.of(one))).isEqualTo(expected);
    }
}
