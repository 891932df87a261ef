package dev.natsbroker.starter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.natsbroker.spring.annotation.Subscribe;
import dev.natsbroker.spring.core.RemoteErrorException;
import dev.natsbroker.spring.exchange.EnableNatsExchanges;
import dev.natsbroker.spring.exchange.NatsExchange;
import dev.natsbroker.spring.service.NatsEndpoint;
import dev.natsbroker.spring.service.NatsService;
import io.nats.client.Connection;
import io.nats.service.Discovery;
import io.nats.service.InfoResponse;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;
import reactor.core.publisher.Mono;

@NatsApplicationTest
class ServicesTest {
    private static final Duration LONG = Duration.ofSeconds(10);

    @Autowired
    private Orders orders;

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @EnableNatsExchanges(clients = Orders.class)
    @Import({OrderService.class, Audit.class})
    static class Application {}

    record Order(String id, int amount) {}

    @NatsExchange("service.orders")
    interface Orders {
        @NatsExchange("{id}.get")
        Order get(@DestinationVariable String id);

        @NatsExchange(value = "add", timeout = "2s")
        Mono<Integer> add(Order order, @Header("Priority") int priority);

        @NatsExchange("add")
        CompletableFuture<Integer> addLater(Order order, @Header("Priority") int priority);

        @NatsExchange("placed")
        void placed(Order order);
    }

    @NatsService(name = "orders", version = "1.2.3", description = "Keeps orders", group = "service.orders")
    static class OrderService {
        @NatsEndpoint(subject = "{id}.get", name = "get", requestSchema = "none", responseSchema = "order.json")
        Order get(@DestinationVariable String id) {
            if (id.equals("0")) {
                throw new IllegalArgumentException("no order 0");
            }
            return new Order(id, 7);
        }

        @NatsEndpoint
        Mono<Integer> add(Order order, @Header("Priority") int priority) {
            return Mono.just(order.amount() + priority);
        }
    }

    static class Audit {
        final Queue<Order> placed = new ConcurrentLinkedQueue<>();

        @Subscribe("service.orders.placed")
        void placed(Order order) {
            placed.add(order);
        }
    }

    @Test
    void shouldCallServicesByInterfaces(@Autowired Audit audit) {
        assertThat(orders.get("1")).isEqualTo(new Order("1", 7));
        assertThat(orders.add(new Order("1", 2), 40).block(LONG)).isEqualTo(42);
        assertThat(orders.addLater(new Order("1", 3), 40)).succeedsWithin(LONG).isEqualTo(43);
        assertThatExceptionOfType(RemoteErrorException.class)
                .isThrownBy(() -> orders.get("0"))
                .withMessageContaining("no order 0");
        orders.placed(new Order("1", 1));
        await().atMost(LONG).untilAsserted(() -> assertThat(audit.placed).containsExactly(new Order("1", 1)));
    }

    @Test
    void shouldBeFoundByOtherClients(@Autowired Connection connection) {
        // given
        orders.get("1");
        Discovery discovery = new Discovery(connection, 1_000, 1);

        // when
        List<InfoResponse> found = discovery.info("orders");

        // then
        assertThat(found).singleElement().satisfies(info -> {
            assertThat(info.getVersion()).isEqualTo("1.2.3");
            assertThat(info.getDescription()).isEqualTo("Keeps orders");
            assertThat(info.getEndpoints())
                    .extracting(endpoint -> endpoint.getSubject())
                    .containsExactlyInAnyOrder("service.orders.*.get", "service.orders.add");
        });
        assertThat(discovery.ping("orders")).hasSize(1);
        assertThat(discovery.stats("orders"))
                .singleElement()
                .satisfies(stats -> assertThat(stats.getEndpointStatsList())
                        .anySatisfy(endpoint ->
                                assertThat(endpoint.getNumRequests()).isPositive()));
    }
}
