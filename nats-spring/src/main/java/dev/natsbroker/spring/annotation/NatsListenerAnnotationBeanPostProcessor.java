package dev.natsbroker.spring.annotation;

import dev.natsbroker.spring.config.AttributeResolver;
import dev.natsbroker.spring.config.ListenerAnnotationHandler;
import dev.natsbroker.spring.config.ListenerBean;
import dev.natsbroker.spring.config.NatsListenerContainerFactory;
import dev.natsbroker.spring.config.NatsListenerEndpointRegistry;
import dev.natsbroker.spring.service.NatsServiceAnnotationHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.stereotype.Component;

/**
 * Finds the annotations for listeners on beans, by the {@link ListenerAnnotationHandler}s of the application. Listeners are added
 * to the registry when all singletons are there, so that everything they name can be found.
 */
public final class NatsListenerAnnotationBeanPostProcessor
        implements BeanPostProcessor, BeanFactoryAware, SmartInitializingSingleton, Ordered {
    /** Not beans: they need none, and every bean takes its time at the start. */
    private static final List<ListenerAnnotationHandler> BUILT_IN = List.of(
            new SubscribeAnnotationHandler(),
            new JetStreamListenerAnnotationHandler(),
            new KeyValueListenerAnnotationHandler(),
            new NatsServiceAnnotationHandler());

    private final Map<Class<?>, List<ListenerAnnotationHandler>> handlersByClass = new ConcurrentHashMap<>();
    private final Queue<ListenerBean> early = new ConcurrentLinkedQueue<>();
    private volatile boolean singletonsAreThere;
    private volatile String @Nullable [] handlerNames;
    private volatile @Nullable List<ListenerAnnotationHandler> handlerBeans;
    private @Nullable ConfigurableListableBeanFactory beanFactory;
    private @Nullable AttributeResolver values;

    /** A post-processor for the bean factory that it gets. */
    public NatsListenerAnnotationBeanPostProcessor() {}

    @Override
    public void setBeanFactory(BeanFactory beanFactory) {
        ConfigurableListableBeanFactory listable = (ConfigurableListableBeanFactory) beanFactory;
        this.beanFactory = listable;
        DefaultContainerFactory defaults = new DefaultContainerFactory(listable);
        this.values = new AttributeResolver(listable, ignored -> defaults.get());
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        if (bean instanceof AopInfrastructureBean || bean instanceof ListenerAnnotationHandler) {
            return bean;
        }
        Class<?> targetClass = AopProxyUtils.ultimateTargetClass(bean);
        AttributeResolver resolver = values;
        if (resolver == null || handlersOf(targetClass).isEmpty()) {
            return bean;
        }
        ListenerBean found = new ListenerBean(bean, beanName, targetClass, resolver);
        if (singletonsAreThere) {
            register(found);
        } else {
            early.add(found);
        }
        return bean;
    }

    private List<ListenerAnnotationHandler> handlersOf(Class<?> targetClass) {
        List<ListenerAnnotationHandler> known = handlersByClass.get(targetClass);
        if (known == null) {
            known = isOfSpringItself(targetClass) ? List.of() : handlersFor(targetClass);
            handlersByClass.put(targetClass, known);
        }
        return known;
    }

    // As Spring does for @EventListener: there are many such beans, and looking through their methods takes time.
    private static boolean isOfSpringItself(Class<?> targetClass) {
        String name = targetClass.getName();
        return name.startsWith("org.springframework.boot.")
                || (name.startsWith("org.springframework.")
                        && !AnnotatedElementUtils.isAnnotated(targetClass, Component.class));
    }

    private List<ListenerAnnotationHandler> handlersFor(Class<?> targetClass) {
        List<ListenerAnnotationHandler> found = new ArrayList<>();
        if (CandidateAnnotations.mayBeOurs(targetClass)) {
            addAnnotated(targetClass, BUILT_IN, found);
        }
        if (hasHandlerBeans() && CandidateAnnotations.isAnnotated(targetClass)) {
            addAnnotated(targetClass, handlerBeans(), found);
        }
        return found;
    }

    private static void addAnnotated(
            Class<?> targetClass, List<ListenerAnnotationHandler> handlers, List<ListenerAnnotationHandler> found) {
        for (ListenerAnnotationHandler handler : handlers) {
            if (handler.isAnnotated(targetClass)) {
                found.add(handler);
            }
        }
    }

    /** Makes none: what they depend on comes through here, too. */
    private boolean hasHandlerBeans() {
        String[] names = handlerNames;
        if (names == null) {
            ConfigurableListableBeanFactory factory = beanFactory;
            names = factory == null
                    ? new String[0]
                    : factory.getBeanNamesForType(ListenerAnnotationHandler.class, true, false);
            handlerNames = names;
        }
        return names.length > 0;
    }

    private List<ListenerAnnotationHandler> handlerBeans() {
        List<ListenerAnnotationHandler> beans = handlerBeans;
        if (beans == null) {
            ConfigurableListableBeanFactory factory = beanFactory;
            beans = factory == null
                    ? List.of()
                    : factory.getBeanProvider(ListenerAnnotationHandler.class)
                            .orderedStream()
                            .toList();
            handlerBeans = beans;
        }
        return beans;
    }

    @Override
    public void afterSingletonsInstantiated() {
        singletonsAreThere = true;
        for (ListenerBean bean = early.poll(); bean != null; bean = early.poll()) {
            register(bean);
        }
        handlersByClass.clear();
    }

    private void register(ListenerBean bean) {
        ConfigurableListableBeanFactory factory = beanFactory;
        if (factory == null) {
            return;
        }
        NatsListenerEndpointRegistry registry = factory.getBean(NatsListenerEndpointRegistry.class);
        try {
            for (ListenerAnnotationHandler handler : handlersOf(bean.targetClass())) {
                handler.register(bean, registry);
            }
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new BeanCreationException(
                    bean.name(),
                    "NATS listener of " + bean.targetClass().getName() + " cannot be made: " + e.getMessage(),
                    e);
        }
    }

    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE;
    }

    /** The container factory for listeners that name none: a bean, or one made of the beans that there are. */
    private static final class DefaultContainerFactory {
        private final ConfigurableListableBeanFactory beanFactory;
        private @Nullable NatsListenerContainerFactory made;

        DefaultContainerFactory(ConfigurableListableBeanFactory beanFactory) {
            this.beanFactory = beanFactory;
        }

        NatsListenerContainerFactory get() {
            String name = NatsListenerContainerFactory.BEAN_NAME;
            if (beanFactory.containsBean(name)) {
                return beanFactory.getBean(name, NatsListenerContainerFactory.class);
            }
            NatsListenerContainerFactory bean = beanFactory
                    .getBeanProvider(NatsListenerContainerFactory.class)
                    .getIfAvailable();
            if (bean != null) {
                return bean;
            }
            NatsListenerContainerFactory known = made;
            if (known == null) {
                known = DefaultListenerBeans.containerFactory(beanFactory);
                made = known;
            }
            return known;
        }
    }
}
