package dev.natsbroker.spring.exchange;

import dev.natsbroker.spring.config.PayloadHints;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.aot.BeanRegistrationAotContribution;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.support.RegisteredBean;

/** Tells a native image what exchange interfaces need: a proxy, their methods, and the types that converters read and write. */
final class NatsExchangeAotProcessor implements BeanRegistrationAotProcessor {
    @Override
    public @Nullable BeanRegistrationAotContribution processAheadOfTime(RegisteredBean registeredBean) {
        if (!NatsExchangeFactoryBean.class.isAssignableFrom(registeredBean.getBeanClass())) {
            return null;
        }
        Class<?> type = registeredBean
                .getBeanType()
                .as(FactoryBean.class)
                .getGeneric(0)
                .resolve();
        return type == null ? null : (context, code) -> register(context.getRuntimeHints(), type);
    }

    private static void register(RuntimeHints hints, Class<?> type) {
        hints.proxies().registerJdkProxy(type);
        Arrays.stream(type.getMethods()).filter(PayloadHints::isAnnotated).forEach(method -> {
            hints.reflection().registerMethod(method, ExecutableMode.INVOKE);
            PayloadHints.register(hints, method);
        });
    }
}
