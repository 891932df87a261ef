package dev.natsbroker.spring.config;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.core.annotation.RepeatableContainers;
import org.springframework.util.ConcurrentReferenceHashMap;

/**
 * The annotated methods of classes. Each class is looked through once, whatever number of annotations is asked for: a bean is
 * asked for those of all kinds of listeners, and at the start of an application the search takes longer than all else that a
 * listener needs. Thread-safe.
 */
final class AnnotatedMethods {
    /** With soft references, since nobody asks again when the application has started. */
    private static final Map<Class<?>, Map<Method, MergedAnnotations>> KNOWN = new ConcurrentReferenceHashMap<>();

    private AnnotatedMethods() {}

    static <A extends Annotation> Map<Method, List<A>> of(Class<?> targetClass, Class<A> annotationType) {
        Map<Method, List<A>> found = new LinkedHashMap<>();
        for (Map.Entry<Method, MergedAnnotations> method : of(targetClass).entrySet()) {
            List<A> annotations = method.getValue().stream(annotationType)
                    .map(MergedAnnotation::synthesize)
                    .toList();
            if (!annotations.isEmpty()) {
                found.put(method.getKey(), annotations);
            }
        }
        return found;
    }

    private static Map<Method, MergedAnnotations> of(Class<?> targetClass) {
        Map<Method, MergedAnnotations> known = KNOWN.get(targetClass);
        if (known == null) {
            known = MethodIntrospector.selectMethods(targetClass, AnnotatedMethods::annotationsOf);
            KNOWN.put(targetClass, known);
        }
        return known;
    }

    private static @Nullable MergedAnnotations annotationsOf(Method method) {
        MergedAnnotations annotations = MergedAnnotations.from(
                method, SearchStrategy.TYPE_HIERARCHY, RepeatableContainers.standardRepeatables());
        return annotations.iterator().hasNext() ? annotations : null;
    }
}
