package dev.natsbroker.spring.annotation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.natsbroker.spring.config.ListenerAnnotationHandler;
import dev.natsbroker.spring.config.ListenerBean;
import dev.natsbroker.spring.config.NatsListenerEndpointRegistry;
import dev.natsbroker.spring.service.NatsEndpoint;
import dev.natsbroker.spring.service.NatsService;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.Async;
import org.springframework.stereotype.Component;

class ListenerCandidateTest {

    @Test
    void shouldRuleOutWhatHasNoAnnotationsButThoseOfSpring() {
        assertThat(CandidateAnnotations.isAnnotated(Plain.class)).isFalse();
        assertThat(CandidateAnnotations.mayBeOurs(Plain.class)).isFalse();
        assertThat(CandidateAnnotations.isAnnotated(OfSpring.class)).isTrue();
        assertThat(CandidateAnnotations.mayBeOurs(OfSpring.class)).isFalse();
    }

    @Test
    void shouldNotRuleOutWhatIsInheritedOrComposedOrOnTheClass() {
        assertThat(CandidateAnnotations.mayBeOurs(Direct.class)).isTrue();
        assertThat(CandidateAnnotations.mayBeOurs(Inheriting.class)).isTrue();
        assertThat(CandidateAnnotations.mayBeOurs(Implementing.class)).isTrue();
        assertThat(CandidateAnnotations.mayBeOurs(Composed.class)).isTrue();
        assertThat(CandidateAnnotations.mayBeOurs(Service.class)).isTrue();
    }

    @Test
    void shouldAskOtherHandlersAboutAnnotationsOfSpring() {
        try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(Application.class)) {
            // when
            AsyncHandler handler = context.getBean(AsyncHandler.class);

            // then
            assertThat(handler.registered).containsExactly("ofSpring");
        }
    }

    static final class Plain {
        @Override
        public String toString() {
            return "plain";
        }
    }

    @Component
    static class OfSpring {
        @Async
        void later() {}
    }

    static class Direct {
        @Subscribe("direct")
        void on(String payload) {}
    }

    static class Inheriting extends Direct {}

    interface Listening {
        @Subscribe("inherited")
        void on(String payload);
    }

    static class Implementing implements Listening {
        @Override
        public void on(String payload) {}
    }

    @Subscribe("composed")
    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @interface OnComposed {}

    static class Composed {
        @OnComposed
        void on(String payload) {}
    }

    @NatsService(name = "service", version = "1.0.0")
    static class Service {
        @NatsEndpoint
        public String ask(String payload) {
            return payload;
        }
    }

    /** An application's own kind of listener, on an annotation that happens to be Spring's. */
    static final class AsyncHandler implements ListenerAnnotationHandler {
        private final List<String> registered = new ArrayList<>();

        @Override
        public boolean isAnnotated(Class<?> targetClass) {
            return !ListenerBean.annotatedMethods(targetClass, Async.class).isEmpty();
        }

        @Override
        public void register(ListenerBean bean, NatsListenerEndpointRegistry registry) {
            registered.add(bean.name());
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableNats
    static class Application {
        @Bean
        static AsyncHandler asyncHandler() {
            return new AsyncHandler();
        }

        @Bean
        OfSpring ofSpring() {
            return new OfSpring();
        }
    }
}
