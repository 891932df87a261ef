package dev.natsbroker.app;

import dev.natsbroker.broker.BrokerStartException;
import java.util.Map;
import java.util.function.Consumer;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Brings Spring's context up beside the broker: health, info and metrics on the monitoring port. The broker does not depend on it,
 * and accepts clients before it is there.
 */
final class SpringHost {
    /** The weakest properties: all of Spring's own sources override them. */
    private static final Map<String, Object> DEFAULTS = Map.of(
            "management.endpoints.web.exposure.include", "health,info,prometheus",
            "management.endpoint.health.show-components", "always",
            "management.info.env.enabled", "true");

    private final ServerProcess server;

    SpringHost(ServerProcess server) {
        this.server = server;
    }

    /**
     * Brings the context up.
     *
     * @param arguments what the command line holds for Spring
     * @param prepared called when Spring's properties are known; the broker runs when it returns
     * @throws UnusableOptionsException if a property of Spring's own is wrong
     */
    ConfigurableApplicationContext run(String[] arguments, Consumer<ConfigurableEnvironment> prepared) {
        // The log belongs to the broker: Spring must not set up one of its own.
        System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
        SpringApplication application = new SpringApplication(ServerConfiguration.class);
        application.setBannerMode(Banner.Mode.OFF);
        application.setLogStartupInfo(false);
        application.setRegisterShutdownHook(false);
        application.setLazyInitialization(true);
        application.setDefaultProperties(DEFAULTS);
        application.addListeners((ApplicationListener<ApplicationEnvironmentPreparedEvent>) event -> {
            prepared.accept(event.getEnvironment());
            application.setWebApplicationType(webType());
        });
        application.addInitializers(context -> register(context));
        try {
            return application.run(arguments);
        } catch (BrokerStartException | UnusableOptionsException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new UnusableOptionsException("the application context cannot start: " + rootCause(e), e);
        }
    }

    private static String rootCause(Throwable failure) {
        Throwable root = failure;
        for (Throwable cause = root.getCause(); cause != null; cause = root.getCause()) {
            root = cause;
        }
        return root.toString();
    }

    private WebApplicationType webType() {
        return server.broker().monitoring() == null ? WebApplicationType.NONE : WebApplicationType.REACTIVE;
    }

    private void register(ConfigurableApplicationContext context) {
        context.getBeanFactory().registerSingleton("natsBroker", server.broker());
    }
}
