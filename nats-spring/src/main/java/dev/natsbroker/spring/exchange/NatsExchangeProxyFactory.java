package dev.natsbroker.spring.exchange;

import dev.natsbroker.spring.core.NatsOperations;
import dev.natsbroker.spring.listener.method.SubjectPattern;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.format.datetime.standard.DurationFormatterUtils;
import org.springframework.util.Assert;

/** Makes clients of interfaces with {@link NatsExchange} methods. Thread-safe. */
public final class NatsExchangeProxyFactory {
    private final Function<String, NatsOperations> operations;
    private final UnaryOperator<String> placeholders;

    /** Clients that send by {@code operations}; attributes have no placeholders. */
    public NatsExchangeProxyFactory(NatsOperations operations) {
        this(ignored -> operations, UnaryOperator.identity());
    }

    /**
     * Clients for several connections.
     *
     * @param operations by the name of the connection, empty for the default one
     * @param placeholders resolves <code>${…}</code> in attributes
     */
    public NatsExchangeProxyFactory(Function<String, NatsOperations> operations, UnaryOperator<String> placeholders) {
        this.operations = operations;
        this.placeholders = placeholders;
    }

    /**
     * A client that implements {@code type}.
     *
     * @throws IllegalArgumentException if it is no interface, or one of its methods makes no sense
     */
    public <T> T createClient(Class<T> type) {
        Assert.isTrue(type.isInterface(), () -> type.getName() + " is no interface");
        NatsExchange common = AnnotatedElementUtils.findMergedAnnotation(type, NatsExchange.class);
        NatsOperations sender = operations.apply(common == null ? "" : resolve(common.connection()));
        Map<Method, NatsExchange> annotated = MethodIntrospector.selectMethods(
                type, (Method method) -> AnnotatedElementUtils.findMergedAnnotation(method, NatsExchange.class));
        Map<Method, ExchangeMethod> methods = new HashMap<>();
        annotated.forEach((method, exchange) -> methods.put(method, method(type, method, common, exchange, sender)));
        for (Method method : type.getMethods()) {
            boolean isAbstract = Modifier.isAbstract(method.getModifiers());
            Assert.isTrue(
                    !isAbstract || methods.containsKey(method),
                    () -> "Method " + method + " needs @NatsExchange, or a body");
        }
        Object client = Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, new Client(type, Map.copyOf(methods)));
        return type.cast(client);
    }

    private ExchangeMethod method(
            Class<?> type, Method method, @Nullable NatsExchange common, NatsExchange exchange, NatsOperations sender) {
        String prefix = common == null ? "" : resolve(common.subject());
        String own = resolve(exchange.subject());
        String separator = prefix.isEmpty() || own.isEmpty() ? "" : ".";
        String timeout = resolve(exchange.timeout());
        if (timeout.isEmpty() && common != null) {
            timeout = resolve(common.timeout());
        }
        return new ExchangeMethod(
                type, method, SubjectPattern.parse(prefix + separator + own), duration(timeout), sender);
    }

    private static @Nullable Duration duration(String text) {
        return text.isEmpty() ? null : DurationFormatterUtils.detectAndParse(text);
    }

    private String resolve(String text) {
        return text.isEmpty() ? text : placeholders.apply(text).trim();
    }

    private record Client(Class<?> type, Map<Method, ExchangeMethod> methods) implements InvocationHandler {
        @Override
        public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
                throws Throwable {
            @Nullable Object[] values = arguments == null ? new Object[0] : arguments;
            ExchangeMethod exchange = methods.get(method);
            if (exchange != null) {
                return exchange.invoke(values);
            }
            if (method.isDefault()) {
                return InvocationHandler.invokeDefault(proxy, method, arguments);
            }
            return switch (method.getName()) {
                case "equals" -> proxy == values[0];
                case "hashCode" -> System.identityHashCode(proxy);
                default -> "NATS exchange " + type.getName();
            };
        }
    }
}
