package dev.natsbroker.spring.listener.method;

import dev.natsbroker.spring.support.converter.Payload;
import dev.natsbroker.spring.support.converter.PayloadConverters;
import java.lang.reflect.Type;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.GenericTypeResolver;
import org.springframework.core.MethodParameter;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.SmartMessageConverter;
import org.springframework.messaging.support.GenericMessage;

/** Lets Spring's argument resolvers read payloads by the application's {@link PayloadConverters}, with generic types. */
final class PayloadMessageConverter implements SmartMessageConverter {
    private final PayloadConverters converters;

    PayloadMessageConverter(PayloadConverters converters) {
        this.converters = converters;
    }

    @Override
    public Object fromMessage(Message<?> message, Class<?> targetClass) {
        return fromMessage(message, targetClass, null);
    }

    @Override
    public Object fromMessage(Message<?> message, Class<?> targetClass, @Nullable Object conversionHint) {
        if (!(message.getPayload() instanceof byte[] bytes)) {
            return message.getPayload();
        }
        String contentType = message instanceof ListenerMessage received ? received.getContentType() : null;
        return converters.read(bytes, contentType, typeOf(targetClass, conversionHint));
    }

    // The same reading of the hint as Spring's own JSON converters have.
    private static Type typeOf(Class<?> targetClass, @Nullable Object conversionHint) {
        if (!(conversionHint instanceof MethodParameter hint)) {
            return targetClass;
        }
        MethodParameter parameter = hint.nestedIfOptional();
        if (Message.class.isAssignableFrom(parameter.getParameterType())) {
            parameter = parameter.nested();
        }
        return GenericTypeResolver.resolveType(
                parameter.getNestedGenericParameterType(), parameter.getContainingClass());
    }

    @Override
    public Message<?> toMessage(Object payload, @Nullable MessageHeaders headers) {
        return toMessage(payload, headers, null);
    }

    @Override
    public Message<?> toMessage(Object payload, @Nullable MessageHeaders headers, @Nullable Object conversionHint) {
        Payload written = converters.write(payload);
        Map<String, Object> all = headers == null ? new HashMap<>() : new HashMap<>(headers);
        if (written.contentType() != null) {
            all.putIfAbsent(MessageHeaders.CONTENT_TYPE, written.contentType());
        }
        return new GenericMessage<>(written.bytes(), all);
    }
}
