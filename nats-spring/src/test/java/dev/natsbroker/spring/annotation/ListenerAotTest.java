package dev.natsbroker.spring.annotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.aot.hint.predicate.RuntimeHintsPredicates.reflection;

import dev.natsbroker.spring.exchange.NatsExchange;
import dev.natsbroker.spring.service.NatsEndpoint;
import dev.natsbroker.spring.service.NatsService;
import io.nats.client.Message;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.annotation.ReflectiveRuntimeHintsRegistrar;
import org.springframework.messaging.handler.annotation.Header;

/** What Spring's ahead-of-time processing finds out about listeners and clients. */
class ListenerAotTest {
    public record Order(String id) {}

    public record Receipt(int number) {}

    public record Question(String text) {}

    public static class Listener {
        @NatsListener("aot.order")
        public CompletableFuture<Receipt> order(List<Order> orders, Message raw, @Header("n") int number) {
            return CompletableFuture.completedFuture(new Receipt(number));
        }
    }

    @NatsService(name = "aot", version = "1.0.0")
    public static class Service {
        @NatsEndpoint
        public String ask(Question question) {
            return question.text();
        }
    }

    @NatsExchange("aot")
    public interface Client {
        @NatsExchange("order")
        Receipt order(Order order);
    }

    @Test
    void shouldFindHints() throws Exception {
        // given
        RuntimeHints hints = new RuntimeHints();

        // when
        new ReflectiveRuntimeHintsRegistrar().registerRuntimeHints(hints, Listener.class, Service.class, Client.class);

        // then
        assertThat(reflection()
                        .onMethodInvocation(Listener.class.getMethod("order", List.class, Message.class, int.class)))
                .accepts(hints);
        assertThat(reflection().onMethodInvocation(Service.class.getMethod("ask", Question.class)))
                .accepts(hints);
        assertThat(reflection().onType(Order.class)).accepts(hints);
        assertThat(reflection().onType(Receipt.class)).accepts(hints);
        assertThat(reflection().onType(Question.class)).accepts(hints);
        assertThat(reflection().onType(Client.class)).accepts(hints);
    }
}
