package dev.natsbroker.autoconfigure.client;

import dev.natsbroker.spring.config.CoreListenerEndpoint;
import dev.natsbroker.spring.config.NatsListenerContainerFactory;
import dev.natsbroker.spring.core.ConnectionSettings;
import dev.natsbroker.spring.core.DefaultNatsConnectionFactory;
import dev.natsbroker.spring.core.NatsConnections;
import dev.natsbroker.spring.support.converter.PayloadConverters;
import io.nats.client.NUID;
import io.nats.client.Options;
import io.nats.client.api.ServerInfo;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.ProxySelector;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.springframework.boot.autoconfigure.preinitialize.BackgroundPreinitializer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Has the classes loaded that connecting and the first listener need, and annotations read, on Spring Boot's thread for that, while the main thread
 * builds the application. Makes no connection, and starts no thread.
 */
final class NatsBackgroundPreinitializer implements BackgroundPreinitializer {
    @Override
    public void preinitialize() throws Exception {
        // Apart, so that this class loads without the client library; what fails, Spring Boot ignores.
        Configuring.prepare();
        Connecting.prepare();
        Listening.prepare();
        Configuring.prepareBeans();
    }

    private static final class Configuring {
        /** Those with conditions of their own name types that may be absent. */
        private static final List<Class<?>> UNCONDITIONAL = List.of(
                NatsAutoConfiguration.class,
                NatsTemplatesConfiguration.class,
                NatsTopologyConfiguration.class,
                NatsStoresConfiguration.class,
                NatsListenersConfiguration.class);

        /** The types that the methods of configurations name. */
        static void prepare() {
            UNCONDITIONAL.forEach(ReflectionUtils::getDeclaredMethods);
        }

        /**
         * Looks for annotations on the methods of configurations and their beans, as Spring does for all beans when it looks for
         * event listeners: it keeps what it has found.
         */
        static void prepareBeans() {
            for (Class<?> configuration : UNCONDITIONAL) {
                prepareAnnotations(configuration);
                for (Method method : ReflectionUtils.getDeclaredMethods(configuration)) {
                    if (AnnotatedElementUtils.isAnnotated(method, Bean.class)) {
                        prepareAnnotations(method.getReturnType());
                    }
                }
            }
        }

        private static void prepareAnnotations(Class<?> type) {
            MethodIntrospector.selectMethods(
                    type, (Method method) -> AnnotatedElementUtils.hasAnnotation(method, EventListener.class));
        }
    }

    static final class Connecting {
        private static final String INFO =
                "INFO {\"server_id\":\"none\",\"version\":\"2.10.0\",\"max_payload\":1048576}";
        /** Not public: the library's own way to them is to connect. */
        static final List<String> INTERNAL = List.of(
                "io.nats.client.impl.NatsImpl",
                "io.nats.client.impl.NatsConnection",
                "io.nats.client.impl.NatsConnection$1",
                "io.nats.client.impl.NatsConnection$SubjectReplyValidator",
                "io.nats.client.impl.NatsConnectionReader",
                "io.nats.client.impl.NatsConnectionWriter",
                "io.nats.client.impl.WriterMessageQueue",
                "io.nats.client.impl.ProtocolMessage",
                "io.nats.client.impl.MarkerMessage",
                "io.nats.client.impl.NatsStatistics",
                "io.nats.client.impl.SocketDataPortWithWriteTimeout",
                "io.nats.client.impl.NatsServerPool",
                "io.nats.client.impl.ServerPoolEntry",
                "io.nats.client.impl.NatsDispatcher",
                "io.nats.client.impl.NatsDispatcherWithExecutor",
                "io.nats.client.impl.ConsumerMessageQueue",
                "io.nats.client.impl.NatsSubscription",
                "io.nats.client.support.NatsRequestCompletableFuture",
                "io.nats.client.support.ScheduledTask",
                "io.nats.client.support.Validator");

        static void prepare() throws IOException {
            new Options.Builder().server(Options.DEFAULT_URL).build();
            new ServerInfo(INFO);
            // Looks for a secure source of random numbers.
            NUID.nextGlobal();
            for (String name : INTERNAL) {
                ClassUtils.isPresent(name, Options.class.getClassLoader());
            }
            ProxySelector.getDefault();
            new ScheduledThreadPoolExecutor(1).shutdownNow();
            try (Socket unconnected = new Socket()) {
                unconnected.setTcpNoDelay(true);
            }
        }
    }

    private static final class Listening {
        static void prepare() throws NoSuchMethodException {
            NatsProperties properties = new NatsProperties();
            ConnectionSettings settings = new ConnectionSettings(
                    properties.getStartup(),
                    properties.getStartupTimeout(),
                    properties.getReconnect().getDelay(),
                    properties.getDrainTimeout());
            DefaultNatsConnectionFactory connection = new DefaultNatsConnectionFactory(
                    NatsConnections.DEFAULT, () -> new Options.Builder().build(), settings);
            NatsListenerContainerFactory factory =
                    new NatsListenerContainerFactory(new NatsConnections(List.of(connection)), new PayloadConverters());
            CoreListenerEndpoint endpoint = new CoreListenerEndpoint("none", List.of("none"));
            endpoint.setMethod(new Listening(), Listening.class.getDeclaredMethod("on", byte[].class));
            factory.createContainer(endpoint);
        }

        @SuppressWarnings("UnusedMethod") // looked up by its name
        void on(byte[] payload) {
            throw new IllegalStateException("Never called, with " + payload.length + " bytes or others");
        }
    }
}
