package dev.natsbroker.spring.object;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ResourceLoaderAware;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.core.io.ProtocolResolver;
import org.springframework.core.io.Resource;
import org.springframework.core.io.ResourceLoader;

/**
 * Resolves {@code nats-object://bucket/name} wherever Spring resolves resources. As a bean (of a static method) it registers
 * itself with the context before other beans are made, so that {@code @Value} finds it too. The template is asked for with the
 * first such resource; nothing connects before the resource is used.
 */
public final class ObjectStoreProtocolResolver
        implements ProtocolResolver, ResourceLoaderAware, BeanFactoryPostProcessor {
    /** Scheme of the locations. */
    public static final String SCHEME = "nats-object";

    private static final String PREFIX = SCHEME + "://";

    private final Supplier<? extends ObjectStoreOperations> stores;

    /** A resolver that asks for the template when it is needed. */
    public ObjectStoreProtocolResolver(Supplier<? extends ObjectStoreOperations> stores) {
        this.stores = stores;
    }

    @Override
    public void setResourceLoader(ResourceLoader resourceLoader) {
        if (resourceLoader instanceof DefaultResourceLoader loader) {
            loader.addProtocolResolver(this);
        }
    }

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
        // only to be made early
    }

    /**
     * The object at the location, whether there is one or not; null if the location has another scheme.
     *
     * @throws IllegalArgumentException if the location lacks the store or the object
     */
    @Override
    public @Nullable Resource resolve(String location, ResourceLoader resourceLoader) {
        if (!location.startsWith(PREFIX)) {
            return null;
        }
        int slash = location.indexOf('/', PREFIX.length());
        if (slash <= PREFIX.length() || slash == location.length() - 1) {
            throw new IllegalArgumentException(
                    "'" + location + "' is not the location of an object: use " + PREFIX + "bucket/name");
        }
        return stores.get().bucket(location.substring(PREFIX.length(), slash)).get(location.substring(slash + 1));
    }
}
