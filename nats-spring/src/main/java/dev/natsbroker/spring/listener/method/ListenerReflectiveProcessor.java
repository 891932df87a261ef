package dev.natsbroker.spring.listener.method;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.Type;
import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.ReflectionHints;
import org.springframework.aot.hint.annotation.ReflectiveProcessor;
import org.springframework.core.MethodParameter;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.util.ClassUtils;

/**
 * Runtime hints for methods that are called for messages, or that send them: the method itself, and the types of its payload and
 * its value, which a converter reads and writes.
 */
public final class ListenerReflectiveProcessor implements ReflectiveProcessor {
    private final BindingReflectionHintsRegistrar bindings = new BindingReflectionHintsRegistrar();

    /** Made by Spring's AOT processing. */
    public ListenerReflectiveProcessor() {}

    @Override
    public void registerReflectionHints(ReflectionHints hints, AnnotatedElement element) {
        if (element instanceof Class<?> type) {
            hints.registerType(type);
        } else if (element instanceof Method method) {
            hints.registerMethod(method, ExecutableMode.INVOKE);
            for (Parameter parameter : method.getParameters()) {
                if (isPayload(parameter)) {
                    register(hints, MethodParameter.forParameter(parameter));
                }
            }
            register(hints, MethodParameter.forExecutable(method, -1));
        }
    }

    private static boolean isPayload(Parameter parameter) {
        return !parameter.isAnnotationPresent(Header.class)
                && !parameter.isAnnotationPresent(Headers.class)
                && !parameter.isAnnotationPresent(DestinationVariable.class)
                && !parameter.getType().getName().startsWith("io.nats.client.");
    }

    private void register(ReflectionHints hints, MethodParameter parameter) {
        MethodParameter inner =
                Message.class.isAssignableFrom(parameter.getParameterType()) ? parameter.nested() : parameter;
        Type type = inner.getNestedGenericParameterType();
        Class<?> raw = inner.getNestedParameterType();
        // The payload's own type is among the type arguments of a list, a future or a Mono, which are followed.
        if (raw != void.class && !ClassUtils.isSimpleValueType(raw)) {
            bindings.registerReflectionHints(hints, type);
        }
    }
}
