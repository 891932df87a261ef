package dev.natsbroker.spring.config;

import dev.natsbroker.spring.listener.ListenerHandler;
import dev.natsbroker.spring.listener.NatsListenerErrorHandler;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/** A listener whose handler is called for one message after the other, and is not asked again when it fails. */
abstract class InvokingListenerEndpoint extends AbstractNatsListenerEndpoint {
    private @Nullable ListenerHandler handler;
    private @Nullable NatsListenerErrorHandler errorHandler;

    InvokingListenerEndpoint(String id) {
        super(id);
    }

    /** The code that is called. */
    public final void setHandler(ListenerHandler handler) {
        this.handler = handler;
    }

    /** The method of a bean that is called; its arguments are as for the annotation of this kind of listener. */
    public final void setMethod(Object bean, Method method) {
        setBeanMethod(bean, method);
    }

    /** Handler for failures; null means that of the container factory. */
    public final void setErrorHandler(@Nullable NatsListenerErrorHandler errorHandler) {
        this.errorHandler = errorHandler;
    }

    final @Nullable NatsListenerErrorHandler errorHandler(NatsListenerContainerFactory defaults) {
        return errorHandler == null ? defaults.getErrorHandler() : errorHandler;
    }

    final ListenerHandler handler(NatsListenerContainerFactory defaults) {
        return handler == null ? methodHandler(defaults) : handler;
    }

    /** Calls the bean's method. */
    abstract ListenerHandler methodHandler(NatsListenerContainerFactory defaults);
}
