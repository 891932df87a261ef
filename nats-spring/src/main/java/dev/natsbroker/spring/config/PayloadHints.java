package dev.natsbroker.spring.config;

import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;

/** Tells a native image which types converters read and write for a method: its payload and what it returns. */
public final class PayloadHints {
    /** What wraps a payload and is not one itself. */
    private static final Set<String> WRAPPERS = Set.of(
            "java.util.Optional",
            "java.util.concurrent.CompletionStage",
            "java.util.concurrent.CompletableFuture",
            "org.springframework.messaging.Message",
            "reactor.core.publisher.Flux",
            "reactor.core.publisher.Mono");

    private static final List<String> NO_PAYLOADS = List.of("io.nats.", "org.springframework.", "reactor.");

    private static final String OWN_ANNOTATIONS = "dev.natsbroker.spring.";

    private static final BindingReflectionHintsRegistrar BINDING = new BindingReflectionHintsRegistrar();

    private PayloadHints() {}

    /** Adds the payload types of {@code method} to {@code hints}. */
    public static void register(RuntimeHints hints, Method method) {
        Stream<Type> arguments = Arrays.stream(method.getParameters())
                .map(MethodParameter::forParameter)
                .filter(PayloadHints::mayBePayload)
                .map(MethodParameter::getGenericParameterType);
        Stream.concat(arguments, Stream.of(method.getGenericReturnType())).forEach(type -> register(hints, type));
    }

    private static boolean mayBePayload(MethodParameter parameter) {
        return !parameter.hasParameterAnnotation(DestinationVariable.class)
                && !parameter.hasParameterAnnotation(Header.class)
                && !parameter.hasParameterAnnotation(Headers.class);
    }

    private static void register(RuntimeHints hints, Type type) {
        if (type instanceof ParameterizedType generic && WRAPPERS.contains(rawName(generic))) {
            Arrays.stream(generic.getActualTypeArguments()).forEach(argument -> register(hints, argument));
        } else if (NO_PAYLOADS.stream().noneMatch(type.getTypeName()::startsWith) && type != void.class) {
            BINDING.registerReflectionHints(hints.reflection(), type);
        }
    }

    private static String rawName(ParameterizedType type) {
        return type.getRawType().getTypeName();
    }

    /** Whether {@code method} has an annotation of this library, also by way of one of the application's own. */
    public static boolean isAnnotated(Method method) {
        return MergedAnnotations.from(method, SearchStrategy.TYPE_HIERARCHY).stream()
                .anyMatch(annotation -> annotation.getType().getName().startsWith(OWN_ANNOTATIONS));
    }
}
