package dev.natsbroker.spring.listener.method;

import io.nats.client.Connection;
import io.nats.client.impl.Headers;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.core.MethodParameter;
import org.springframework.core.convert.ConversionService;
import org.springframework.messaging.Message;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.handler.annotation.support.HeaderMethodArgumentResolver;
import org.springframework.messaging.handler.annotation.support.MessageMethodArgumentResolver;
import org.springframework.messaging.handler.annotation.support.PayloadMethodArgumentResolver;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;
import org.springframework.validation.Validator;

/** Spring's resolvers with what NATS does differently. Thread-safe. */
final class ArgumentResolvers {
    private ArgumentResolvers() {}

    /** {@code @Header}: a list or array gets all values of a header, and a missing one has an exception of its own. */
    static final class OfHeader extends HeaderMethodArgumentResolver {
        OfHeader(ConversionService conversion, @Nullable ConfigurableBeanFactory beanFactory) {
            super(conversion, beanFactory);
        }

        @Override
        protected @Nullable Object resolveArgumentInternal(MethodParameter parameter, Message<?> message, String name)
                throws Exception {
            Object value = super.resolveArgumentInternal(parameter, message, name);
            Class<?> type = parameter.nestedIfOptional().getNestedParameterType();
            boolean several = Collection.class.isAssignableFrom(type) || type.isArray();
            // Otherwise a single value would be split at its commas.
            return several && value instanceof String text ? List.of(text) : value;
        }

        @Override
        protected void handleMissingValue(String headerName, MethodParameter parameter, Message<?> message) {
            throw new MissingHeaderException(
                    "Header '" + headerName + "' is missing in the message on " + ListenerMethod.subjectOf(message)
                            + "; send it, or make the argument optional by @Header(required = false)",
                    headerName);
        }
    }

    /** {@code @Payload}: bytes as they are; bytes and text may be empty. */
    static final class OfPayload extends PayloadMethodArgumentResolver {
        OfPayload(MessageConverter converter, @Nullable Validator validator) {
            super(converter, validator, true);
        }

        @Override
        public @Nullable Object resolveArgument(MethodParameter parameter, Message<?> message) throws Exception {
            Object payload = message.getPayload();
            Class<?> type = parameter.getParameterType();
            if (payload instanceof byte[] bytes) {
                if (type == byte[].class) {
                    return bytes;
                }
                if (bytes.length == 0 && type.isAssignableFrom(String.class) && type != Object.class) {
                    return "";
                }
            }
            return super.resolveArgument(parameter, message);
        }
    }

    /** Spring's {@code Message<T>}; the converter says what is wrong with an empty payload. */
    static final class OfMessage extends MessageMethodArgumentResolver {
        OfMessage(MessageConverter converter) {
            super(converter);
        }

        @Override
        protected boolean isEmptyPayload(@Nullable Object payload) {
            return payload == null;
        }
    }

    /** The client library's own types: the message, its headers, the connection it came from. */
    static final class OfNative implements HandlerMethodArgumentResolver {
        @Override
        public boolean supportsParameter(MethodParameter parameter) {
            Class<?> type = parameter.getParameterType();
            return type == io.nats.client.Message.class || type == Headers.class || type == Connection.class;
        }

        @Override
        public @Nullable Object resolveArgument(MethodParameter parameter, Message<?> message) {
            io.nats.client.Message received = message instanceof ListenerMessage view ? view.getNativeMessage() : null;
            Class<?> type = parameter.getParameterType();
            if (received == null) {
                throw new InvalidMessageException(
                        "There is no single NATS message for an argument of type " + type.getName(), null);
            }
            if (type == Headers.class) {
                Headers headers = received.getHeaders();
                return headers == null ? new Headers() : headers;
            }
            return type == Connection.class ? received.getConnection() : received;
        }
    }
}
