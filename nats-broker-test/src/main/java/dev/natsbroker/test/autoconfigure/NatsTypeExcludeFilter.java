package dev.natsbroker.test.autoconfigure;

import java.io.IOException;
import java.util.Set;
import org.springframework.boot.test.context.filter.annotation.StandardAnnotationCustomizableTypeExcludeFilter;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.core.type.classreading.MetadataReader;
import org.springframework.core.type.classreading.MetadataReaderFactory;

/** Keeps out every component that has nothing to do with NATS. */
final class NatsTypeExcludeFilter extends StandardAnnotationCustomizableTypeExcludeFilter<NatsTest> {
    private static final String PREFIX = "dev.natsbroker.spring.";

    /** By name, since an application need not have all of them. */
    private static final Set<String> OF_METHODS = Set.of(
            PREFIX + "annotation.Subscribe",
            PREFIX + "annotation.Subscribes",
            PREFIX + "annotation.JetStreamListener",
            PREFIX + "annotation.JetStreamListeners",
            PREFIX + "annotation.KeyValueListener",
            PREFIX + "annotation.KeyValueListeners");

    private static final Set<String> OF_TYPES =
            Set.of(PREFIX + "service.NatsService", PREFIX + "exchange.NatsExchange");

    NatsTypeExcludeFilter(Class<?> testClass) {
        super(testClass);
    }

    @Override
    protected boolean defaultInclude(MetadataReader reader, MetadataReaderFactory factory) throws IOException {
        AnnotationMetadata metadata = reader.getAnnotationMetadata();
        return super.defaultInclude(reader, factory)
                || OF_TYPES.stream().anyMatch(metadata::isAnnotated)
                || OF_METHODS.stream().anyMatch(metadata::hasAnnotatedMethods);
    }
}
