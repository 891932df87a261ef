package dev.natsbroker.spring.exchange;

import org.jspecify.annotations.Nullable;
import org.springframework.aot.generate.GenerationContext;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.annotation.ReflectiveRuntimeHintsRegistrar;
import org.springframework.beans.factory.aot.BeanRegistrationAotContribution;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.aot.BeanRegistrationCode;
import org.springframework.beans.factory.aot.BeanRegistrationCodeFragments;
import org.springframework.beans.factory.aot.BeanRegistrationCodeFragmentsDecorator;
import org.springframework.beans.factory.support.RegisteredBean;
import org.springframework.javapoet.ClassName;

/** Runtime hints for exchange interfaces: the proxies that are their beans, their methods and the types of their payloads. */
final class ExchangeProxyHints implements BeanRegistrationAotProcessor {
    @Override
    public @Nullable BeanRegistrationAotContribution processAheadOfTime(RegisteredBean bean) {
        if (bean.getBeanClass() != NatsExchangeFactoryBean.class) {
            return null;
        }
        Class<?> type = bean.getBeanType().getGeneric(0).resolve();
        return type == null ? null : new Contribution(type);
    }

    static void register(RegisteredBean bean, RuntimeHints hints) {
        Class<?> type = bean.getBeanType().getGeneric(0).resolve();
        if (type != null) {
            register(type, hints);
        }
    }

    private static void register(Class<?> type, RuntimeHints hints) {
        hints.proxies().registerJdkProxy(type);
        // The bean's class is the factory's: Spring does not look at the methods of the interface by itself.
        new ReflectiveRuntimeHintsRegistrar().registerRuntimeHints(hints, type);
    }

    private record Contribution(Class<?> type) implements BeanRegistrationAotContribution {
        @Override
        public void applyTo(GenerationContext generation, BeanRegistrationCode code) {
            register(type, generation.getRuntimeHints());
        }

        @Override
        public BeanRegistrationCodeFragments customizeBeanRegistrationCodeFragments(
                GenerationContext generation, BeanRegistrationCodeFragments fragments) {
            return new NextToInterface(fragments, type);
        }
    }

    /** Has the bean's definition generated into the package of the interface, which need not be public. */
    private static final class NextToInterface extends BeanRegistrationCodeFragmentsDecorator {
        private final Class<?> type;

        NextToInterface(BeanRegistrationCodeFragments fragments, Class<?> type) {
            super(fragments);
            this.type = type;
        }

        @Override
        public ClassName getTarget(RegisteredBean bean) {
            return ClassName.get(type);
        }
    }
}
