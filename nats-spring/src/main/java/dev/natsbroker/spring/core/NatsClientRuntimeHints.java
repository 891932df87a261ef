package dev.natsbroker.spring.core;

import io.nats.client.Connection;
import io.nats.client.Options;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;

/** What of the client library a native image would not find by itself. */
final class NatsClientRuntimeHints implements RuntimeHintsRegistrar {
    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
        hints.proxies().registerJdkProxy(Connection.class);
        // ConnectionProxy calls whatever method it is asked for.
        hints.reflection().registerType(Connection.class, MemberCategory.INVOKE_PUBLIC_METHODS);
        // Made by its name, which is an option.
        hints.reflection()
                .registerType(
                        TypeReference.of(Options.DEFAULT_DATA_PORT_TYPE), MemberCategory.INVOKE_DECLARED_CONSTRUCTORS);
        hints.resources().registerPattern("io/nats/jnats/version.properties");
    }
}
