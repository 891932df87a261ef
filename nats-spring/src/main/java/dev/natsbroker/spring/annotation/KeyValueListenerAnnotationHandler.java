package dev.natsbroker.spring.annotation;

import dev.natsbroker.spring.config.AttributeResolver;
import dev.natsbroker.spring.config.KeyValueListenerEndpoint;
import dev.natsbroker.spring.config.ListenerAnnotationHandler;
import dev.natsbroker.spring.config.ListenerBean;
import dev.natsbroker.spring.config.NatsListenerContainerFactory;
import dev.natsbroker.spring.config.NatsListenerEndpointRegistry;
import dev.natsbroker.spring.listener.NatsListenerErrorHandler;
import io.nats.client.api.KeyValueWatchOption;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.core.annotation.AnnotationUtils;

/** Makes listeners of {@link KeyValueListener}. */
final class KeyValueListenerAnnotationHandler implements ListenerAnnotationHandler {
    @Override
    public boolean isAnnotated(Class<?> targetClass) {
        return AnnotationUtils.isCandidateClass(targetClass, KeyValueListener.class)
                && !ListenerBean.annotatedMethods(targetClass, KeyValueListener.class)
                        .isEmpty();
    }

    @Override
    public void register(ListenerBean bean, NatsListenerEndpointRegistry registry) {
        for (Map.Entry<Method, List<KeyValueListener>> method :
                bean.annotatedMethods(KeyValueListener.class).entrySet()) {
            for (KeyValueListener annotation : method.getValue()) {
                NatsListenerContainerFactory factory = bean.containerFactory(annotation.containerFactory());
                registry.register(endpoint(bean, method.getKey(), annotation, registry), factory);
            }
        }
    }

    private static KeyValueListenerEndpoint endpoint(
            ListenerBean bean, Method method, KeyValueListener annotation, NatsListenerEndpointRegistry registry) {
        AttributeResolver values = bean.values();
        KeyValueListenerEndpoint endpoint = new KeyValueListenerEndpoint(
                bean.idOf(annotation.id(), method, registry),
                values.text("bucket", annotation.bucket()),
                values.texts("keys", annotation.keys()));
        endpoint.setMethod(bean.bean(), bean.invocableMethod(method));
        endpoint.setOptions(options(annotation));
        endpoint.setConnection(values.text("connection", annotation.connection()));
        endpoint.setTimeout(values.duration("timeout", annotation.timeout()));
        endpoint.setErrorHandler(
                values.optionalBean("errorHandler", annotation.errorHandler(), NatsListenerErrorHandler.class));
        endpoint.setStartupFailurePolicy(annotation.startupFailurePolicy());
        Duration retryInterval = values.duration("retryInterval", annotation.retryInterval());
        if (retryInterval != null) {
            endpoint.setRetryInterval(retryInterval);
        }
        if (!annotation.autoStartup().isEmpty()) {
            endpoint.setAutoStartup(values.flag("autoStartup", annotation.autoStartup(), true));
        }
        return endpoint;
    }

    private static List<KeyValueWatchOption> options(KeyValueListener annotation) {
        List<KeyValueWatchOption> options = new ArrayList<>();
        add(options, annotation.updatesOnly(), KeyValueWatchOption.UPDATES_ONLY);
        add(options, annotation.history(), KeyValueWatchOption.INCLUDE_HISTORY);
        add(options, !annotation.deletes(), KeyValueWatchOption.IGNORE_DELETE);
        add(options, annotation.metadataOnly(), KeyValueWatchOption.META_ONLY);
        return options;
    }

    private static void add(List<KeyValueWatchOption> options, boolean wanted, KeyValueWatchOption option) {
        if (wanted) {
            options.add(option);
        }
    }
}
