package dev.natsbroker.samples.sessionstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.natsbroker.test.EmbeddedNats;
import dev.natsbroker.test.NatsTestClock;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

/** In virtual time: half an hour passes when the test says so. */
@SpringBootTest(properties = "session.time-to-live=30m")
@EmbeddedNats(virtualTime = true)
class SessionStoreApplicationTest {
    @Autowired
    SessionStore store;

    @Autowired
    Customers customers;

    @Autowired
    NatsTestClock clock;

    @Test
    void shouldForgetASessionThatIsNotUsed() {
        String id = store.start("carol");

        clock.advance(Duration.ofMinutes(29));
        store.addToCart(id, "tea");
        clock.advance(Duration.ofMinutes(29));
        assertThat(store.find(id)).isEqualTo(new Session("carol", List.of("tea")));

        clock.advance(Duration.ofMinutes(2));
        assertThat(store.find(id)).isNull();
        assertThatIllegalArgumentException().isThrownBy(() -> store.addToCart(id, "milk"));
    }

    @Test
    void shouldLoseNothingWhenTwoWriteAtATime() {
        String id = store.start("dave");

        IntStream.range(0, 4).parallel().forEach(i -> store.addToCart(id, "product " + i));

        assertThat(store.find(id))
                .isNotNull()
                .satisfies(session -> assertThat(session.cart())
                        .containsExactlyInAnyOrder("product 0", "product 1", "product 2", "product 3"));
    }

    @Test
    void shouldLookUpACustomerOnce() {
        int before = customers.lookUps();

        assertThat(customers.find("erin")).isEqualTo(customers.find("erin"));

        assertThat(customers.lookUps() - before).isOne();
    }
}
