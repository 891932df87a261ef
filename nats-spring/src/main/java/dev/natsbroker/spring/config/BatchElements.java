package dev.natsbroker.spring.config;

import dev.natsbroker.spring.listener.jetstream.JetStreamBatchMethodHandler.ElementReader;
import dev.natsbroker.spring.listener.method.InboundMessage;
import dev.natsbroker.spring.listener.method.InvalidMessageException;
import dev.natsbroker.spring.support.converter.PayloadConverters;
import io.nats.client.Message;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.messaging.support.GenericMessage;
import org.springframework.validation.BeanPropertyBindingResult;
import org.springframework.validation.Validator;
import org.springframework.validation.annotation.ValidationAnnotationUtils;

/**
 * Makes the elements of a batch method's list: messages of the client library or of Spring as they are, everything else by the
 * converters, and checked when the list is annotated with {@code @Valid}.
 */
final class BatchElements {
    private final PayloadConverters converters;
    private final Type payloadType;
    private final boolean asMessage;
    private final @Nullable Validator validator;

    private BatchElements(
            PayloadConverters converters, Type payloadType, boolean asMessage, @Nullable Validator validator) {
        this.converters = converters;
        this.payloadType = payloadType;
        this.asMessage = asMessage;
        this.validator = validator;
    }

    /**
     * A reader for the elements of the method's argument of type {@code List}.
     *
     * @throws IllegalArgumentException if it has none
     */
    static ElementReader of(Method method, PayloadConverters converters, @Nullable Validator validator) {
        for (int i = 0; i < method.getParameterCount(); i++) {
            ResolvableType parameter = ResolvableType.forMethodParameter(method, i);
            if (parameter.resolve() == List.class) {
                ResolvableType element = parameter.getGeneric(0);
                if (element.resolve(Object.class) == Message.class) {
                    return message -> message;
                }
                boolean asMessage = element.resolve(Object.class) == org.springframework.messaging.Message.class;
                ResolvableType payload = asMessage ? element.getGeneric(0) : element;
                boolean valid = Arrays.stream(method.getParameters()[i].getAnnotations())
                        .anyMatch(BatchElements::isValidation);
                Type type = payload.resolve() == null ? Object.class : payload.getType();
                return new BatchElements(converters, type, asMessage, valid ? validator : null)::read;
            }
        }
        throw new IllegalArgumentException("Batch listener " + method + " needs an argument of type List");
    }

    private static boolean isValidation(Annotation annotation) {
        return ValidationAnnotationUtils.determineValidationHints(annotation) != null;
    }

    /** One that cannot be read is a failure of its own, whatever converter or validator throw. */
    private Object read(Message message) {
        try {
            Object payload = converters.read(message, payloadType);
            if (validator != null) {
                validate(validator, payload, message);
            }
            return asMessage ? new GenericMessage<>(payload, new InboundMessage(message, null).getHeaders()) : payload;
        } catch (InvalidMessageException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new InvalidMessageException(
                    "Message on '" + message.getSubject() + "' cannot be an element of a batch: " + e.getMessage(), e);
        }
    }

    private static void validate(Validator validator, Object payload, Message message) {
        BeanPropertyBindingResult errors = new BeanPropertyBindingResult(payload, "payload");
        validator.validate(payload, errors);
        if (errors.hasErrors()) {
            throw new InvalidMessageException(
                    "Message on '" + message.getSubject() + "' is not valid: " + errors.getAllErrors(), null);
        }
    }
}
