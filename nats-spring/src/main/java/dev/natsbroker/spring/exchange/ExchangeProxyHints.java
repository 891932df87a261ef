package dev.natsbroker.spring.exchange;

import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.annotation.ReflectiveRuntimeHintsRegistrar;
import org.springframework.beans.factory.aot.BeanRegistrationAotContribution;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.support.RegisteredBean;

/** Runtime hints for exchange interfaces: the proxies that are their beans, their methods and the types of their payloads. */
final class ExchangeProxyHints implements BeanRegistrationAotProcessor {
    @Override
    public @Nullable BeanRegistrationAotContribution processAheadOfTime(RegisteredBean bean) {
        return bean.getBeanClass() == NatsExchangeFactoryBean.class
                ? (generation, code) -> register(bean, generation.getRuntimeHints())
                : null;
    }

    static void register(RegisteredBean bean, RuntimeHints hints) {
        Class<?> type = bean.getBeanType().getGeneric(0).resolve();
        if (type != null) {
            hints.proxies().registerJdkProxy(type);
            // The bean's class is the factory's: Spring does not look at the methods of the interface by itself.
            new ReflectiveRuntimeHintsRegistrar().registerRuntimeHints(hints, type);
        }
    }
}
