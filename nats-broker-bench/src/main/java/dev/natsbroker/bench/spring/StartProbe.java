package dev.natsbroker.bench.spring;

import dev.natsbroker.spring.annotation.Subscribe;
import io.nats.client.Connection;
import io.nats.client.Nats;
import java.io.IOException;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** What is started and measured. */
enum StartProbe {
    /** An application with a listener that is subscribed. */
    LISTENER {
        @Override
        long nanos(String url) {
            long start = System.nanoTime();
            try (ConfigurableApplicationContext application =
                    start(Listening.class, "nats.servers=" + url, "nats.startup=wait")) {
                application.isActive();
                return System.nanoTime() - start;
            }
        }
    },
    /** The same without NATS. */
    BARE {
        @Override
        long nanos(String url) {
            long start = System.nanoTime();
            try (ConfigurableApplicationContext application = start(Bare.class, "nats.enabled=false")) {
                application.isActive();
                return System.nanoTime() - start;
            }
        }
    },
    /** That one, connecting with the client library when it has started. */
    BARE_THEN_CONNECT {
        @Override
        @SuppressWarnings("try") // close() of a jnats connection may throw InterruptedException
        long nanos(String url) throws IOException, InterruptedException {
            long start = System.nanoTime();
            try (ConfigurableApplicationContext application = start(Bare.class, "nats.enabled=false");
                    Connection connection = Nats.connect(url)) {
                application.isActive();
                connection.getServerInfo();
                return System.nanoTime() - start;
            }
        }
    },
    /** The client library's connecting alone. */
    CONNECT {
        @Override
        @SuppressWarnings("try") // close() of a jnats connection may throw InterruptedException
        long nanos(String url) throws IOException, InterruptedException {
            long start = System.nanoTime();
            try (Connection connection = Nats.connect(url)) {
                connection.getServerInfo();
                return System.nanoTime() - start;
            }
        }
    };

    abstract long nanos(String url) throws IOException, InterruptedException;

    static ConfigurableApplicationContext start(Class<?> application, String... properties) {
        return new SpringApplicationBuilder(application)
                .properties("spring.main.banner-mode=off", "logging.level.root=warn")
                .properties(properties)
                .run();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Listening {
        @Subscribe("bench.start")
        void on(byte[] payload) {}
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Bare {}
}
