package dev.natsbroker.spring.listener.method;

import dev.natsbroker.spring.support.converter.PayloadConverters;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.core.convert.ConversionService;
import org.springframework.messaging.handler.annotation.support.DestinationVariableMethodArgumentResolver;
import org.springframework.messaging.handler.annotation.support.HeadersMethodArgumentResolver;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;
import org.springframework.validation.Validator;
import org.springframework.validation.annotation.ValidationAnnotationUtils;

/** Makes {@link ListenerMethod}s with the converters, the validator and the argument resolvers of an application. Immutable. */
public final class ListenerMethodFactory {
    private final List<HandlerMethodArgumentResolver> resolvers;
    private final boolean validates;

    /**
     * A factory.
     *
     * @param converters read payloads
     * @param conversion turns headers and subject tokens into the types of arguments
     * @param validator checks arguments with {@code @Valid} or {@code @Validated}; null checks none
     * @param first resolvers that are asked before the built-in ones
     * @param beanFactory resolves <code>${…}</code> in the default values of {@code @Header}; null leaves them
     */
    public ListenerMethodFactory(
            PayloadConverters converters,
            ConversionService conversion,
            @Nullable Validator validator,
            List<? extends HandlerMethodArgumentResolver> first,
            @Nullable ConfigurableBeanFactory beanFactory) {
        PayloadMessageConverter converter = new PayloadMessageConverter(converters);
        List<HandlerMethodArgumentResolver> all = new ArrayList<>(first);
        all.add(new ArgumentResolvers.OfHeader(conversion, beanFactory));
        all.add(new HeadersMethodArgumentResolver());
        all.add(new DestinationVariableMethodArgumentResolver(conversion));
        all.add(new ArgumentResolvers.OfNative());
        all.add(new ArgumentResolvers.OfMessage(converter));
        all.add(new ArgumentResolvers.OfPayload(converter, validator));
        this.resolvers = List.copyOf(all);
        this.validates = validator != null;
    }

    /**
     * The method of the bean, to be called for messages.
     *
     * @param method can be invoked on the bean, which may be a proxy
     * @param providedTypes types of arguments that the container gives to {@code invoke} with each call, e.g. an
     *     acknowledgement
     * @throws IllegalStateException if nobody knows how to get one of the arguments, or to validate it
     */
    public ListenerMethod create(Object bean, Method method, Class<?>... providedTypes) {
        if (!validates && asksForValidation(method)) {
            throw new IllegalStateException(
                    "Method " + method + " asks for @Valid arguments, but there is no validator;"
                            + " add a Bean Validation provider such as Hibernate Validator, or a bean of type Validator");
        }
        return new ListenerMethod(bean, method, resolvers, Set.of(providedTypes));
    }

    private static boolean asksForValidation(Method method) {
        for (Annotation[] ofParameter : method.getParameterAnnotations()) {
            for (Annotation annotation : ofParameter) {
                if (ValidationAnnotationUtils.determineValidationHints(annotation) != null) {
                    return true;
                }
            }
        }
        return false;
    }
}
