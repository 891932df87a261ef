package dev.natsbroker.starter;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.context.ContextConfiguration;

/** A test of a Spring Boot application that talks to the suite's server. Its application is a nested configuration. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(properties = "spring.main.banner-mode=off")
@ContextConfiguration(initializers = NatsApplicationTest.Server.class)
@interface NatsApplicationTest {
    /** Sets the property that a user would write into a file. */
    final class Server implements ApplicationContextInitializer<ConfigurableApplicationContext> {
        @Override
        public void initialize(ConfigurableApplicationContext context) {
            Applications.properties(TestServer.shared()).applyTo(context);
        }
    }
}
