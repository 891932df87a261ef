package dev.natsbroker.spring.exchange;

import dev.natsbroker.spring.core.MessageSpec;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;

/** What one argument of an exchange method becomes. Immutable. */
final class ExchangeArgument {
    private final Role role;
    private final String name;
    private final boolean required;
    private final @Nullable String otherwise;

    private ExchangeArgument(Role role, String name, boolean required, @Nullable String otherwise) {
        this.role = role;
        this.name = name;
        this.required = required;
        this.otherwise = otherwise;
    }

    static ExchangeArgument of(MethodParameter parameter) {
        DestinationVariable variable = parameter.getParameterAnnotation(DestinationVariable.class);
        if (variable != null) {
            return new ExchangeArgument(Role.VARIABLE, nameOf(variable.value(), parameter), true, null);
        }
        Header header = parameter.getParameterAnnotation(Header.class);
        if (header != null) {
            String given = header.name().isEmpty() ? header.value() : header.name();
            boolean hasDefault = !header.defaultValue().startsWith("\n\t\t\n");
            return new ExchangeArgument(
                    Role.HEADER,
                    nameOf(given, parameter),
                    header.required() && !hasDefault && !parameter.isOptional(),
                    hasDefault ? header.defaultValue() : null);
        }
        if (parameter.hasParameterAnnotation(Headers.class)) {
            return new ExchangeArgument(Role.HEADERS, "headers", false, null);
        }
        return new ExchangeArgument(Role.PAYLOAD, "payload", false, null);
    }

    private static String nameOf(String given, MethodParameter parameter) {
        String name = given.isEmpty() ? parameter.getParameterName() : given;
        if (name == null) {
            throw new IllegalArgumentException("Argument " + parameter.getParameterIndex() + " of "
                    + parameter.getMethod() + " needs a name in its annotation, or compilation with -parameters");
        }
        return name;
    }

    Optional<String> variable() {
        return role == Role.VARIABLE ? Optional.of(name) : Optional.empty();
    }

    boolean isPayload() {
        return role == Role.PAYLOAD;
    }

    void collectVariable(@Nullable Object value, Map<String, Object> variables) {
        if (role == Role.VARIABLE && value != null) {
            variables.put(name, value);
        }
    }

    void apply(@Nullable Object given, MessageSpec spec) {
        Object value = given instanceof Optional<?> optional ? optional.orElse(null) : given;
        switch (role) {
            case PAYLOAD -> spec.payload(value);
            case HEADER -> header(value, spec);
            case HEADERS -> headers(value, spec);
            default -> {}
        }
    }

    private void header(@Nullable Object value, MessageSpec spec) {
        Object present = value == null ? otherwise : value;
        if (present != null) {
            put(name, present, spec);
        } else if (required) {
            throw new IllegalArgumentException(
                    "Header '" + name + "' is required, but null; allow that by @Header(required = false)");
        }
    }

    private static void headers(@Nullable Object value, MessageSpec spec) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, each) -> {
                if (key != null && each != null) {
                    put(key.toString(), each, spec);
                }
            });
        } else if (value instanceof io.nats.client.impl.Headers headers) {
            spec.headers(headers);
        }
    }

    private static void put(String name, Object value, MessageSpec spec) {
        if (value instanceof Collection<?> several) {
            spec.header(name, several.stream().map(String::valueOf).toArray(String[]::new));
        } else {
            spec.header(name, value.toString());
        }
    }

    private enum Role {
        VARIABLE,
        HEADER,
        HEADERS,
        PAYLOAD
    }
}
