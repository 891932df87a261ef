package dev.natsbroker.spring.annotation;

import dev.natsbroker.spring.config.PayloadHints;
import java.lang.reflect.Method;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.beans.factory.aot.BeanRegistrationAotContribution;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.support.RegisteredBean;
import org.springframework.core.MethodIntrospector;
import org.springframework.util.ClassUtils;

/** Tells a native image what annotated listeners of a bean need: their methods, and the types that converters read and write. */
final class ListenerPayloadAotProcessor implements BeanRegistrationAotProcessor {
    @Override
    public @Nullable BeanRegistrationAotContribution processAheadOfTime(RegisteredBean registeredBean) {
        Class<?> type = ClassUtils.getUserClass(registeredBean.getBeanClass());
        if (type.getName().startsWith("org.springframework.")) {
            return null;
        }
        Set<Method> methods =
                MethodIntrospector.selectMethods(type, (MethodIntrospector.MetadataLookup<@Nullable Boolean>)
                        method -> PayloadHints.isAnnotated(method) ? Boolean.TRUE : null)
                        .keySet();
        return methods.isEmpty()
                ? null
                : (context, code) -> methods.forEach(method -> register(context.getRuntimeHints(), method));
    }

    private static void register(RuntimeHints hints, Method method) {
        hints.reflection().registerMethod(method, ExecutableMode.INVOKE);
        PayloadHints.register(hints, method);
    }
}
