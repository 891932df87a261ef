package dev.natsbroker.spring.annotation;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ReflectionUtils;

/**
 * Rules out, without looking into annotations, the classes of beans that cannot have listeners: most have no annotations on
 * themselves, their methods and what they inherit, or only those of Spring, such as {@code @Service} and {@code @Bean}, which are
 * not composed of ours.
 */
final class CandidateAnnotations {
    private CandidateAnnotations() {}

    /** Whether there is an annotation at all. */
    static boolean isAnnotated(Class<?> type) {
        return has(type, false);
    }

    /** Whether there is one that is ours, or may be composed of ours. */
    static boolean mayBeOurs(Class<?> type) {
        return has(type, true);
    }

    private static boolean has(@Nullable Class<?> type, boolean maybeOurs) {
        if (type == null || type.getName().startsWith("java.")) {
            return false;
        }
        if (contains(type.getDeclaredAnnotations(), maybeOurs)) {
            return true;
        }
        for (Method method : ReflectionUtils.getDeclaredMethods(type)) {
            if (contains(method.getDeclaredAnnotations(), maybeOurs)) {
                return true;
            }
        }
        for (Class<?> inherited : type.getInterfaces()) {
            if (has(inherited, maybeOurs)) {
                return true;
            }
        }
        return has(type.getSuperclass(), maybeOurs);
    }

    private static boolean contains(Annotation[] annotations, boolean maybeOurs) {
        for (Annotation annotation : annotations) {
            String name = annotation.annotationType().getName();
            if (!maybeOurs || !(name.startsWith("org.springframework.") || name.startsWith("java."))) {
                return true;
            }
        }
        return false;
    }
}
