package dev.natsbroker.spring.exchange;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;

/** Registers a bean for each interface that {@link EnableNatsExchanges} finds. */
final class NatsExchangeRegistrar implements ImportBeanDefinitionRegistrar {
    private final Environment environment;
    private final ResourceLoader resourceLoader;

    NatsExchangeRegistrar(Environment environment, ResourceLoader resourceLoader) {
        this.environment = environment;
        this.resourceLoader = resourceLoader;
    }

    @Override
    public void registerBeanDefinitions(AnnotationMetadata metadata, BeanDefinitionRegistry registry) {
        MergedAnnotation<EnableNatsExchanges> attributes =
                metadata.getAnnotations().get(EnableNatsExchanges.class);
        if (!attributes.isPresent()) {
            return;
        }
        Set<String> names = new LinkedHashSet<>();
        Arrays.stream(attributes.getClassArray("clients")).map(Class::getName).forEach(names::add);
        Set<String> packages = packagesOf(attributes);
        if (packages.isEmpty() && names.isEmpty()) {
            packages.add(ClassUtils.getPackageName(metadata.getClassName()));
        }
        packages.forEach(each -> scan(each, names));
        names.forEach(name -> register(name, registry));
    }

    private static Set<String> packagesOf(MergedAnnotation<EnableNatsExchanges> attributes) {
        Set<String> packages = new LinkedHashSet<>(Arrays.asList(attributes.getStringArray("basePackages")));
        Arrays.stream(attributes.getClassArray("basePackageClasses"))
                .map(Class::getPackageName)
                .forEach(packages::add);
        return packages;
    }

    private void scan(String basePackage, Set<String> names) {
        ClassPathScanningCandidateComponentProvider scanner =
                new ClassPathScanningCandidateComponentProvider(false, environment) {
                    @Override
                    protected boolean isCandidateComponent(AnnotatedBeanDefinition definition) {
                        AnnotationMetadata found = definition.getMetadata();
                        return found.isInterface() && found.isIndependent() && !found.isAnnotation();
                    }
                };
        scanner.setResourceLoader(resourceLoader);
        scanner.addIncludeFilter(new AnnotationTypeFilter(NatsExchange.class));
        for (BeanDefinition candidate : scanner.findCandidateComponents(basePackage)) {
            names.add(String.valueOf(candidate.getBeanClassName()));
        }
    }

    private void register(String typeName, BeanDefinitionRegistry registry) {
        if (registry.containsBeanDefinition(typeName)) {
            return;
        }
        Class<?> type = ClassUtils.resolveClassName(typeName, resourceLoader.getClassLoader());
        RootBeanDefinition definition = new RootBeanDefinition();
        definition.setTargetType(ResolvableType.forClassWithGenerics(NatsExchangeFactoryBean.class, type));
        definition.setBeanClass(NatsExchangeFactoryBean.class);
        definition.getConstructorArgumentValues().addIndexedArgumentValue(0, typeName);
        registry.registerBeanDefinition(typeName, definition);
    }
}
