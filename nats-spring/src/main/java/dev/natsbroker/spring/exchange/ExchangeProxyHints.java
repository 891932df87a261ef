package dev.natsbroker.spring.exchange;

import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.beans.factory.aot.BeanRegistrationAotContribution;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.support.RegisteredBean;

/** Runtime hints for the proxies that are the beans of exchange interfaces. */
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
        }
    }
}
