package dev.natsbroker.starter;

import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ConfigurableApplicationContext;

/** Starts applications of the suite outside of the test framework, to stop them within a test. */
final class Applications {
    private Applications() {}

    /** The properties of an application that uses this server, and soon finds it again. */
    static TestPropertyValues properties(TestServer server) {
        return TestPropertyValues.of(all(server));
    }

    /** Starts an application with further properties {@code name=value}. */
    static ConfigurableApplicationContext run(TestServer server, Class<?> application, String... properties) {
        List<String> all = new ArrayList<>(all(server));
        all.addAll(List.of(properties));
        return new SpringApplicationBuilder(application)
                .properties(all.toArray(String[]::new))
                .run();
    }

    private static List<String> all(TestServer server) {
        return List.of(
                "nats.servers=" + server.url(),
                "nats.reconnect.delay=20ms",
                "nats.reconnect.jitter=0ms",
                "spring.main.banner-mode=off",
                "spring.main.web-application-type=none");
    }
}
