package dev.natsbroker.spring.annotation;

import dev.natsbroker.spring.config.AttributeResolver;
import dev.natsbroker.spring.config.JetStreamListenerEndpoint;
import dev.natsbroker.spring.config.ListenerAnnotationHandler;
import dev.natsbroker.spring.config.ListenerBean;
import dev.natsbroker.spring.config.NatsListenerContainerFactory;
import dev.natsbroker.spring.config.NatsListenerEndpointRegistry;
import dev.natsbroker.spring.listener.jetstream.ConsumerSettings;
import dev.natsbroker.spring.listener.jetstream.JetStreamErrorHandler;
import dev.natsbroker.spring.listener.jetstream.ListenerSettings;
import dev.natsbroker.spring.listener.jetstream.RetrySettings;
import java.lang.reflect.Method;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.springframework.core.annotation.AnnotationUtils;

/** Makes listeners of {@link JetStreamListener}. */
final class JetStreamListenerAnnotationHandler implements ListenerAnnotationHandler {
    private static final String NO_DEAD_LETTERS = "none";

    @Override
    public boolean isAnnotated(Class<?> targetClass) {
        return AnnotationUtils.isCandidateClass(targetClass, JetStreamListener.class)
                && !ListenerBean.annotatedMethods(targetClass, JetStreamListener.class)
                        .isEmpty();
    }

    @Override
    public void register(ListenerBean bean, NatsListenerEndpointRegistry registry) {
        for (Map.Entry<Method, List<JetStreamListener>> method :
                bean.annotatedMethods(JetStreamListener.class).entrySet()) {
            for (JetStreamListener annotation : method.getValue()) {
                NatsListenerContainerFactory factory = bean.containerFactory(annotation.containerFactory());
                registry.register(endpoint(bean, method.getKey(), annotation, registry), factory);
            }
        }
    }

    private static JetStreamListenerEndpoint endpoint(
            ListenerBean bean, Method method, JetStreamListener annotation, NatsListenerEndpointRegistry registry) {
        AttributeResolver values = bean.values();
        String consumer = values.text("consumer", annotation.consumer());
        JetStreamListenerEndpoint endpoint = new JetStreamListenerEndpoint(
                bean.idOf(annotation.id(), method, registry),
                values.text("stream", annotation.stream()),
                consumer.isEmpty() ? null : consumer);
        endpoint.setMethod(bean.bean(), bean.invocableMethod(method), annotation.batch());
        endpoint.setSubjects(values.texts("subjects", annotation.subjects()));
        endpoint.setSendTo(bean.sendTo(method));
        endpoint.setConnection(values.text("connection", annotation.connection()));
        endpoint.setTimeout(values.duration("timeout", annotation.timeout()));
        endpoint.setExecutor(values.optionalBean("executor", annotation.executor(), Executor.class));
        if (!annotation.autoStartup().isEmpty()) {
            endpoint.setAutoStartup(values.flag("autoStartup", annotation.autoStartup(), true));
        }
        Attributes attributes = new Attributes(annotation, values);
        endpoint.setConsumerSettings(attributes::applyTo);
        endpoint.setSettings(attributes::applyTo);
        if (attributes.hasRetries()) {
            endpoint.setRetry(attributes::applyTo);
        }
        return endpoint;
    }

    /** What an annotation says; only that changes the builders. */
    private record Attributes(JetStreamListener annotation, AttributeResolver values) {
        private static <T> void first(T[] values, Consumer<T> setter) {
            if (values.length > 0) {
                setter.accept(values[0]);
            }
        }

        private void text(String name, String value, Consumer<String> setter) {
            String text = values.text(name, value);
            if (!text.isEmpty()) {
                setter.accept(text);
            }
        }

        private void number(String name, String value, IntConsumer setter) {
            text(name, value, ignored -> setter.accept(Math.toIntExact(values.number(name, value, 0))));
        }

        private void duration(String name, String value, Consumer<Duration> setter) {
            Duration duration = values.duration(name, value);
            if (duration != null) {
                setter.accept(duration);
            }
        }

        private void applyTo(ConsumerSettings.Builder consumer) {
            first(annotation.mode(), consumer::mode);
            first(annotation.deliverPolicy(), consumer::deliverPolicy);
            first(annotation.replayPolicy(), consumer::replayPolicy);
            first(annotation.provision(), consumer::provision);
            text(
                    "startSequence",
                    annotation.startSequence(),
                    ignored -> consumer.startSequence(values.number("startSequence", annotation.startSequence(), 0)));
            text("startTime", annotation.startTime(), text -> consumer.startTime(time(text)));
            duration("ackWait", annotation.ackWait(), consumer::ackWait);
            number("maxAckPending", annotation.maxAckPending(), consumer::maxAckPending);
            number("maxDeliver", annotation.maxDeliver(), consumer::maxDeliver);
            text(
                    "headersOnly",
                    annotation.headersOnly(),
                    ignored -> consumer.headersOnly(values.flag("headersOnly", annotation.headersOnly(), false)));
            text("deliverGroup", annotation.deliverGroup(), consumer::deliverGroup);
            text("description", annotation.description(), consumer::description);
        }

        private static ZonedDateTime time(String text) {
            try {
                return ZonedDateTime.parse(text);
            } catch (DateTimeParseException e) {
                throw new IllegalArgumentException(
                        "Attribute 'startTime' cannot be '" + text + "': a time is written as 2026-01-31T12:00:00Z", e);
            }
        }

        private void applyTo(ListenerSettings.Builder settings) {
            first(annotation.ackMode(), settings::ackMode);
            first(annotation.startupFailurePolicy(), settings::startupFailurePolicy);
            number("concurrency", annotation.concurrency(), settings::concurrency);
            number("prefetch", annotation.prefetch(), settings::prefetch);
            number("batchSize", annotation.batchSize(), settings::batchSize);
            duration("batchWait", annotation.batchWait(), settings::batchWait);
            duration("confirmTimeout", annotation.confirmTimeout(), settings::confirmTimeout);
            duration("shutdownTimeout", annotation.shutdownTimeout(), settings::shutdownTimeout);
            duration("retryInterval", annotation.retryInterval(), settings::retryInterval);
            text(
                    "progress",
                    annotation.progress(),
                    ignored -> settings.progress(values.flag("progress", annotation.progress(), true)));
            text(
                    "deadLetter",
                    annotation.deadLetter(),
                    subject -> settings.deadLetterSubject(subject.equals(NO_DEAD_LETTERS) ? null : subject));
            JetStreamErrorHandler errorHandler =
                    values.optionalBean("errorHandler", annotation.errorHandler(), JetStreamErrorHandler.class);
            if (errorHandler != null) {
                settings.errorHandler(errorHandler);
            }
        }

        private boolean hasRetries() {
            String texts = annotation.maxAttempts()
                    + annotation.retryDelay()
                    + annotation.retryMultiplier()
                    + annotation.retryMaxDelay();
            return !texts.isEmpty() || annotation.terminal().length > 0;
        }

        private RetrySettings applyTo(RetrySettings defaults) {
            Duration delay = values.duration("retryDelay", annotation.retryDelay());
            Duration maxDelay = values.duration("retryMaxDelay", annotation.retryMaxDelay());
            String multiplier = values.text("retryMultiplier", annotation.retryMultiplier());
            Duration first = delay == null ? defaults.initialDelay() : delay;
            Duration last = maxDelay == null ? defaults.maxDelay() : maxDelay;
            return new RetrySettings(
                            Math.toIntExact(
                                    values.number("maxAttempts", annotation.maxAttempts(), defaults.maxAttempts())),
                            first,
                            multiplier.isEmpty() ? defaults.multiplier() : factor(multiplier),
                            maxDelay == null && last.compareTo(first) < 0 ? first : last,
                            defaults.terminal())
                    .withTerminal(List.of(annotation.terminal()));
        }

        private static double factor(String text) {
            try {
                return Double.parseDouble(text);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(
                        "Attribute 'retryMultiplier' cannot be '" + text + "': a number such as 2 or 1.5 is needed", e);
            }
        }
    }
}
