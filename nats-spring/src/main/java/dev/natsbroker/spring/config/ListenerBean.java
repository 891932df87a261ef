package dev.natsbroker.spring.config;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.messaging.handler.annotation.SendTo;

/**
 * A bean with annotations for listeners.
 *
 * @param bean the bean, perhaps a proxy
 * @param name its name
 * @param targetClass the class behind the proxy
 * @param values resolves what the annotations' attributes say
 */
public record ListenerBean(Object bean, String name, Class<?> targetClass, AttributeResolver values) {
    /**
     * The methods with the annotation, directly, through a composed annotation, from an interface or repeated, each with all its
     * annotations.
     */
    public <A extends Annotation> Map<Method, List<A>> annotatedMethods(Class<A> annotationType) {
        return annotatedMethods(targetClass, annotationType);
    }

    /** The same for a class. */
    public static <A extends Annotation> Map<Method, List<A>> annotatedMethods(
            Class<?> targetClass, Class<A> annotationType) {
        return AnnotatedMethods.of(targetClass, annotationType);
    }

    /**
     * The method to invoke on the bean for a method of the target class.
     *
     * @throws IllegalStateException if a JDK proxy hides it
     */
    public Method invocableMethod(Method method) {
        return AopUtils.selectInvocableMethod(method, bean.getClass());
    }

    /** The id that an annotation says, or one made of the names of bean and method that no other listener has. */
    public String idOf(String attribute, Method method, NatsListenerEndpointRegistry registry) {
        String id = values.text("id", attribute);
        return id.isEmpty() ? registry.uniqueId(name + "." + method.getName()) : id;
    }

    /** The subjects that {@code @SendTo} on the method says; none without it. */
    public List<String> sendTo(Method method) {
        SendTo sendTo = AnnotatedElementUtils.findMergedAnnotation(method, SendTo.class);
        return sendTo == null ? List.of() : values.texts("@SendTo", sendTo.value());
    }

    /** The container factory that an annotation names, or the default one. */
    public NatsListenerContainerFactory containerFactory(@Nullable String attribute) {
        String beanName = attribute == null ? "" : values.text("containerFactory", attribute);
        return beanName.isEmpty()
                ? values.defaultContainerFactory()
                : values.bean("containerFactory", beanName, NatsListenerContainerFactory.class);
    }
}
