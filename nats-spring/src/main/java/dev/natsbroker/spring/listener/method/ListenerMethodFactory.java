package dev.natsbroker.spring.listener.method;

import dev.natsbroker.spring.support.converter.PayloadConverters;
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

/** Makes {@link ListenerMethod}s with the converters, the validator and the argument resolvers of an application. Immutable. */
public final class ListenerMethodFactory {
    private final List<HandlerMethodArgumentResolver> resolvers;

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
    }

    /**
     * The method of the bean, to be called for messages.
     *
     * @param method can be invoked on the bean, which may be a proxy
     * @param providedTypes types of arguments that the container gives to {@code invoke} with each call, e.g. an
     *     acknowledgement
     * @throws IllegalStateException if nobody knows how to get one of the arguments
     */
    public ListenerMethod create(Object bean, Method method, Class<?>... providedTypes) {
        return new ListenerMethod(bean, method, resolvers, Set.of(providedTypes));
    }
}
