package dev.natsbroker.spring.config;

/**
 * Knows one annotation that makes listeners. Beans of this type are found by the bean post-processor for listeners; they are
 * created early, so they should need no other beans but ask {@link ListenerBean} for them.
 */
public interface ListenerAnnotationHandler {
    /** Whether the class, or one of its methods, has the annotation. Called once per class. */
    boolean isAnnotated(Class<?> targetClass);

    /**
     * Adds the listeners of a bean whose class {@link #isAnnotated}; when all singletons are there, or later for beans that are
     * created later.
     *
     * @throws IllegalArgumentException if the annotation says something that makes no sense
     */
    void register(ListenerBean bean, NatsListenerEndpointRegistry registry);
}
