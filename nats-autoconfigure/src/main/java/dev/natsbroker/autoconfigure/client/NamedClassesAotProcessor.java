package dev.natsbroker.autoconfigure.client;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotContribution;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/** Tells a native image of the classes that {@code nats.options} names, such as {@code dataport.type}: the client library makes them. */
final class NamedClassesAotProcessor implements BeanFactoryInitializationAotProcessor {
    @Override
    public @Nullable BeanFactoryInitializationAotContribution processAheadOfTime(
            ConfigurableListableBeanFactory beanFactory) {
        if (beanFactory.getBeanNamesForType(NatsProperties.class, false, false).length == 0) {
            return null;
        }
        Binder binder = Binder.get(beanFactory.getBean(Environment.class));
        List<? extends Class<?>> classes = options(binder)
                .flatMap(options -> options.values().stream())
                .flatMap(value -> classNamed(value, beanFactory.getBeanClassLoader()))
                .toList();
        return (generation, code) -> classes.forEach(type -> generation
                .getRuntimeHints()
                .reflection()
                .registerType(type, MemberCategory.INVOKE_PUBLIC_CONSTRUCTORS));
    }

    private static Stream<Map<String, String>> options(Binder binder) {
        Bindable<Map<String, String>> texts = Bindable.mapOf(String.class, String.class);
        Collection<NatsConnectionProperties> named = binder.bind(
                        "nats.connections", Bindable.mapOf(String.class, NatsConnectionProperties.class))
                .orElseGet(Map::of)
                .values();
        return Stream.concat(
                Stream.of(binder.bind("nats.options", texts).orElseGet(Map::of)),
                named.stream().map(NatsConnectionProperties::getOptions));
    }

    private static Stream<Class<?>> classNamed(String value, @Nullable ClassLoader loader) {
        // Most values are numbers and the like; a class has a package.
        if (!value.contains(".") || !ClassUtils.isPresent(value, loader)) {
            return Stream.empty();
        }
        return Stream.of(ClassUtils.resolveClassName(value, loader));
    }
}
