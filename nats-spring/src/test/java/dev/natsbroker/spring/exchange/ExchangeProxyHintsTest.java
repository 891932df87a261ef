package dev.natsbroker.spring.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.aot.hint.predicate.RuntimeHintsPredicates.proxies;

import org.junit.jupiter.api.Test;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.beans.factory.aot.AotServices;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.support.RegisteredBean;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;

class ExchangeProxyHintsTest {
    @NatsExchange("a")
    interface Client {
        @NatsExchange("b")
        void send();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableNatsExchanges(clients = Client.class)
    static class Application {}

    @Test
    void shouldFindTheInterfaceOfAClient() {
        // given
        RuntimeHints hints = new RuntimeHints();
        try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
            context.register(Application.class);
            context.refreshForAotProcessing(hints);

            // when
            RegisteredBean bean = RegisteredBean.of(context.getDefaultListableBeanFactory(), Client.class.getName());
            ExchangeProxyHints.register(bean, hints);
        }

        // then
        assertThat(proxies().forInterfaces(Client.class)).accepts(hints);
    }

    @Test
    void shouldBeFoundByAotProcessing() {
        assertThat(AotServices.factories().load(BeanRegistrationAotProcessor.class))
                .hasAtLeastOneElementOfType(ExchangeProxyHints.class);
    }
}
