package dev.natsbroker.spring.exchange;

import dev.natsbroker.spring.core.MessageSpec;
import dev.natsbroker.spring.core.NatsOperations;
import dev.natsbroker.spring.listener.method.SubjectPattern;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.GenericTypeResolver;
import org.springframework.core.MethodParameter;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;
import reactor.core.publisher.Mono;

/** What one method of an exchange interface does; all decided beforehand. Thread-safe. */
final class ExchangeMethod {
    private static final boolean REACTOR =
            ClassUtils.isPresent("reactor.core.publisher.Mono", ExchangeMethod.class.getClassLoader());

    private final NatsOperations operations;
    private final SubjectPattern subject;
    private final @Nullable Duration timeout;
    private final List<ExchangeArgument> arguments;
    private final Shape shape;
    private final ParameterizedTypeReference<?> replyType;

    ExchangeMethod(
            Class<?> type,
            Method method,
            SubjectPattern subject,
            @Nullable Duration timeout,
            NatsOperations operations) {
        this.operations = operations;
        this.subject = subject;
        this.timeout = timeout;
        this.arguments = argumentsOf(type, method);
        ResolvableType returned = ResolvableType.forMethodReturnType(method, type);
        ResolvableType reply = isLater(returned.resolve(Object.class)) ? returned.getGeneric(0) : returned;
        this.shape = shapeOf(returned.resolve(Object.class), reply.resolve(Object.class));
        this.replyType = ParameterizedTypeReference.forType(GenericTypeResolver.resolveType(reply.getType(), type));
        requireMatch(method);
    }

    private static List<ExchangeArgument> argumentsOf(Class<?> type, Method method) {
        List<ExchangeArgument> arguments = new ArrayList<>();
        for (int i = 0; i < method.getParameterCount(); i++) {
            MethodParameter parameter = new MethodParameter(method, i).withContainingClass(type);
            parameter.initParameterNameDiscovery(new DefaultParameterNameDiscoverer());
            arguments.add(ExchangeArgument.of(parameter));
        }
        return arguments;
    }

    private void requireMatch(Method method) {
        List<String> given = arguments.stream()
                .map(ExchangeArgument::variable)
                .flatMap(Optional::stream)
                .toList();
        boolean same = given.size() == subject.variableNames().size()
                && subject.variableNames().containsAll(given);
        if (!same) {
            throw new IllegalArgumentException("Method " + method + " has @DestinationVariable arguments " + given
                    + ", but subject '" + subject + "' has placeholders " + subject.variableNames());
        }
        if (subject.subject().matches(".*[*>].*") && !subject.hasVariables()) {
            throw new IllegalArgumentException(
                    "Method " + method + " cannot send to subject '" + subject + "': it has wildcards");
        }
        if (arguments.stream().filter(ExchangeArgument::isPayload).count() > 1) {
            throw new IllegalArgumentException("Method " + method
                    + " has several arguments for the payload; annotate the others, e.g. with @Header");
        }
    }

    private static boolean isLater(Class<?> type) {
        return CompletionStage.class.isAssignableFrom(type) || (REACTOR && Reactor.isMono(type));
    }

    private static Shape shapeOf(Class<?> returned, Class<?> reply) {
        boolean publishes = reply == void.class || reply == Void.class;
        if (CompletionStage.class.isAssignableFrom(returned)) {
            if (returned != CompletableFuture.class && returned != CompletionStage.class) {
                throw new IllegalArgumentException("An exchange method cannot return " + returned.getName());
            }
            return publishes ? Shape.PUBLISH_FUTURE : Shape.FUTURE;
        }
        if (REACTOR && Reactor.isMono(returned)) {
            return publishes ? Shape.PUBLISH_MONO : Shape.MONO;
        }
        return publishes ? Shape.PUBLISH : Shape.VALUE;
    }

    /** Sends; {@code values} are the arguments of the call. */
    @Nullable
    Object invoke(@Nullable Object... values) {
        switch (shape) {
            case PUBLISH:
                spec(values).publish();
                return null;
            case PUBLISH_FUTURE:
                return CompletableFuture.completedFuture(null)
                        .thenAccept(ignored -> spec(values).publish());
            case PUBLISH_MONO:
                return Reactor.run(() -> spec(values).publish());
            case FUTURE:
                return spec(values).requestAsync(replyType);
            case MONO:
                return Reactor.mono(() -> spec(values).requestAsync(replyType));
            default:
                return spec(values).request(replyType);
        }
    }

    private MessageSpec spec(@Nullable Object... values) {
        Map<String, Object> variables = new HashMap<>();
        for (int i = 0; i < arguments.size(); i++) {
            arguments.get(i).collectVariable(values[i], variables);
        }
        MessageSpec spec = target(variables);
        if (timeout != null) {
            spec.timeout(timeout);
        }
        for (int i = 0; i < arguments.size(); i++) {
            arguments.get(i).apply(values[i], spec);
        }
        return spec;
    }

    private MessageSpec target(Map<String, Object> variables) {
        String expanded = subject.expand(variables);
        if (subject.subject().endsWith(">")) {
            return operations.to(expanded);
        }
        // With the pattern, so that observations have a name for all its subjects; the template takes values by
        // position.
        Object[] values = subject.variableNames().stream().map(variables::get).toArray();
        return operations.to(subject.pattern(), values);
    }

    private enum Shape {
        PUBLISH,
        PUBLISH_FUTURE,
        PUBLISH_MONO,
        VALUE,
        FUTURE,
        MONO
    }

    /** Apart, so that the class loads without Reactor. */
    private static final class Reactor {
        static boolean isMono(Class<?> type) {
            return type == Mono.class;
        }

        static Object run(Runnable send) {
            return Mono.fromRunnable(send);
        }

        static Object mono(Supplier<CompletableFuture<?>> request) {
            return Mono.fromFuture(request);
        }
    }
}
