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
import java.net.Socket;
import java.util.List;
import org.springframework.boot.autoconfigure.preinitialize.BackgroundPreinitializer;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Has the classes loaded that connecting and the first listener need, on Spring Boot's thread for that, while the main thread
 * builds the application. Makes no connection, and starts no thread.
 */
final class NatsBackgroundPreinitializer implements BackgroundPreinitializer {
    @Override
    public void preinitialize() throws Exception {
        // Apart, so that this class loads without the client library; what fails, Spring Boot ignores.
        Configuring.prepare();
        Connecting.prepare();
        Listening.prepare();
    }

    /** The types that the methods of configurations name; those of configurations with conditions of their own may be absent. */
    private static final class Configuring {
        static void prepare() {
            ReflectionUtils.getDeclaredMethods(NatsAutoConfiguration.class);
            ReflectionUtils.getDeclaredMethods(NatsTemplatesConfiguration.class);
            ReflectionUtils.getDeclaredMethods(NatsTopologyConfiguration.class);
            ReflectionUtils.getDeclaredMethods(NatsStoresConfiguration.class);
            ReflectionUtils.getDeclaredMethods(NatsListenersConfiguration.class);
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
                "io.nats.client.impl.NatsConnectionReader",
                "io.nats.client.impl.NatsConnectionWriter",
                "io.nats.client.impl.WriterMessageQueue",
                "io.nats.client.impl.SocketDataPortWithWriteTimeout",
                "io.nats.client.impl.NatsServerPool",
                "io.nats.client.impl.NatsDispatcher",
                "io.nats.client.impl.NatsSubscription");

        static void prepare() throws IOException {
            new Options.Builder().server(Options.DEFAULT_URL).build();
            new ServerInfo(INFO);
            // Looks for a secure source of random numbers.
            NUID.nextGlobal();
            for (String name : INTERNAL) {
                ClassUtils.isPresent(name, Options.class.getClassLoader());
            }
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
