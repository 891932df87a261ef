package dev.natsbroker.spring.service;

import dev.natsbroker.spring.config.AttributeResolver;
import dev.natsbroker.spring.config.CoreListenerEndpoint;
import dev.natsbroker.spring.config.ListenerAnnotationHandler;
import dev.natsbroker.spring.config.ListenerBean;
import dev.natsbroker.spring.config.NatsListenerEndpointRegistry;
import dev.natsbroker.spring.listener.NatsListenerErrorHandler;
import dev.natsbroker.spring.listener.method.SubjectPattern;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.Assert;

/** Makes services of {@link NatsService}. */
public final class NatsServiceAnnotationHandler implements ListenerAnnotationHandler {
    private static final String DEFAULT_QUEUE = "q";
    private static final String NO_QUEUE = "none";

    /** Needs nothing. */
    public NatsServiceAnnotationHandler() {}

    @Override
    public boolean isAnnotated(Class<?> targetClass) {
        return AnnotatedElementUtils.hasAnnotation(targetClass, NatsService.class);
    }

    @Override
    public void register(ListenerBean bean, NatsListenerEndpointRegistry registry) {
        NatsService annotation = AnnotatedElementUtils.findMergedAnnotation(bean.targetClass(), NatsService.class);
        if (annotation == null) {
            return;
        }
        AttributeResolver values = bean.values();
        ServiceDescription description = new ServiceDescription(
                values.text("name", annotation.name()),
                values.text("version", annotation.version()),
                values.text("description", annotation.description()),
                pairs(values, annotation.metadata()));
        String id = values.text("id", annotation.id());
        NatsServiceEndpoint service =
                new NatsServiceEndpoint(id.isEmpty() ? registry.uniqueId(description.name()) : id, description);
        service.setConnection(values.text("connection", annotation.connection()));
        if (!annotation.autoStartup().isEmpty()) {
            service.setAutoStartup(values.flag("autoStartup", annotation.autoStartup(), true));
        }
        bean.annotatedMethods(NatsEndpoint.class)
                .forEach((method, endpoints) ->
                        endpoints.forEach(endpoint -> add(service, bean, annotation, method, endpoint)));
        registry.register(service, bean.containerFactory(annotation.containerFactory()));
    }

    private static void add(
            NatsServiceEndpoint service, ListenerBean bean, NatsService owner, Method method, NatsEndpoint annotation) {
        AttributeResolver values = bean.values();
        String name = values.text("name", annotation.name());
        name = name.isEmpty() ? method.getName() : name;
        String group = values.text("group", owner.group());
        String subject = values.text("subject", annotation.subject());
        subject = (group.isEmpty() ? "" : group + ".") + (subject.isEmpty() ? name : subject);
        String queue = queue(values, owner, annotation);
        EndpointDescription description = new EndpointDescription(
                name,
                SubjectPattern.parse(subject).subject(),
                queue.equals(NO_QUEUE) ? "" : queue,
                metadata(values, annotation));
        CoreListenerEndpoint listener = new CoreListenerEndpoint(service.getId() + "." + name, List.of(subject));
        listener.setMethod(bean.bean(), bean.invocableMethod(method));
        listener.setQueue(queue);
        configure(listener, annotation, values);
        service.addEndpoint(description, listener);
    }

    private static String queue(AttributeResolver values, NatsService owner, NatsEndpoint annotation) {
        String queue = values.text("queue", annotation.queue());
        queue = queue.isEmpty() ? values.text("queue", owner.queue()) : queue;
        return queue.isEmpty() ? DEFAULT_QUEUE : queue;
    }

    private static void configure(CoreListenerEndpoint listener, NatsEndpoint annotation, AttributeResolver values) {
        if (!annotation.concurrency().isEmpty()) {
            listener.setConcurrency(Math.toIntExact(values.number("concurrency", annotation.concurrency(), 1)));
        }
        Executor executor = values.optionalBean("executor", annotation.executor(), Executor.class);
        if (executor != null) {
            listener.setExecutor(executor);
        }
        Duration timeout = values.duration("timeout", annotation.timeout());
        if (timeout != null) {
            listener.setTimeout(timeout);
        }
        NatsListenerErrorHandler errorHandler =
                values.optionalBean("errorHandler", annotation.errorHandler(), NatsListenerErrorHandler.class);
        if (errorHandler != null) {
            listener.setErrorHandler(errorHandler);
        }
    }

    private static Map<String, String> metadata(AttributeResolver values, NatsEndpoint annotation) {
        Map<String, String> metadata = new LinkedHashMap<>(pairs(values, annotation.metadata()));
        putIfThere(metadata, "request_schema", values.text("requestSchema", annotation.requestSchema()));
        putIfThere(metadata, "response_schema", values.text("responseSchema", annotation.responseSchema()));
        return metadata;
    }

    private static void putIfThere(Map<String, String> metadata, String key, String value) {
        if (!value.isEmpty()) {
            metadata.put(key, value);
        }
    }

    private static Map<String, String> pairs(AttributeResolver values, String... texts) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String text : texts) {
            String pair = values.text("metadata", text);
            int equals = pair.indexOf('=');
            Assert.isTrue(equals > 0, () -> "Attribute 'metadata' cannot be '" + pair + "'; it must be key=value");
            pairs.put(
                    pair.substring(0, equals).trim(), pair.substring(equals + 1).trim());
        }
        return pairs;
    }
}
