package dev.natsbroker.spring.annotation;

import dev.natsbroker.spring.config.AttributeResolver;
import dev.natsbroker.spring.config.CoreListenerEndpoint;
import dev.natsbroker.spring.config.ListenerAnnotationHandler;
import dev.natsbroker.spring.config.ListenerBean;
import dev.natsbroker.spring.config.NatsListenerContainerFactory;
import dev.natsbroker.spring.config.NatsListenerEndpointRegistry;
import dev.natsbroker.spring.listener.NatsListenerErrorHandler;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.springframework.core.annotation.AnnotationUtils;

/** Makes listeners of {@link Subscribe}. */
final class SubscribeAnnotationHandler implements ListenerAnnotationHandler {
    @Override
    public boolean isAnnotated(Class<?> targetClass) {
        return AnnotationUtils.isCandidateClass(targetClass, Subscribe.class)
                && !ListenerBean.annotatedMethods(targetClass, Subscribe.class).isEmpty();
    }

    @Override
    public void register(ListenerBean bean, NatsListenerEndpointRegistry registry) {
        for (Map.Entry<Method, List<Subscribe>> method :
                bean.annotatedMethods(Subscribe.class).entrySet()) {
            for (Subscribe annotation : method.getValue()) {
                NatsListenerContainerFactory factory = bean.containerFactory(annotation.containerFactory());
                registry.register(endpoint(bean, method.getKey(), annotation, registry), factory);
            }
        }
    }

    private static CoreListenerEndpoint endpoint(
            ListenerBean bean, Method method, Subscribe annotation, NatsListenerEndpointRegistry registry) {
        AttributeResolver values = bean.values();
        CoreListenerEndpoint endpoint = new CoreListenerEndpoint(
                bean.idOf(annotation.id(), method, registry), values.texts("subjects", annotation.subjects()));
        endpoint.setMethod(bean.bean(), bean.invocableMethod(method));
        endpoint.setConnection(values.text("connection", annotation.connection()));
        endpoint.setQueue(values.text("queue", annotation.queue()));
        endpoint.setSendTo(bean.sendTo(method));
        setLimits(endpoint, annotation, values);
        Executor executor = values.optionalBean("executor", annotation.executor(), Executor.class);
        if (executor != null) {
            endpoint.setExecutor(executor);
        }
        NatsListenerErrorHandler errorHandler =
                values.optionalBean("errorHandler", annotation.errorHandler(), NatsListenerErrorHandler.class);
        if (errorHandler != null) {
            endpoint.setErrorHandler(errorHandler);
        }
        return endpoint;
    }

    private static void setLimits(CoreListenerEndpoint endpoint, Subscribe annotation, AttributeResolver values) {
        if (!annotation.concurrency().isEmpty()) {
            endpoint.setConcurrency(Math.toIntExact(values.number("concurrency", annotation.concurrency(), 1)));
        }
        if (!annotation.autoStartup().isEmpty()) {
            endpoint.setAutoStartup(values.flag("autoStartup", annotation.autoStartup(), true));
        }
        Duration timeout = values.duration("timeout", annotation.timeout());
        if (timeout != null) {
            endpoint.setTimeout(timeout);
        }
        long messages = values.number("pendingMessages", annotation.pendingMessages(), -1);
        if (messages >= 0) {
            endpoint.setPendingMessagesMax(messages);
        }
        long bytes = values.number("pendingBytes", annotation.pendingBytes(), -1);
        if (bytes >= 0) {
            endpoint.setPendingBytesMax(bytes);
        }
    }
}
