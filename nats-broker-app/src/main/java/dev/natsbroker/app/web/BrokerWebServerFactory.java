package dev.natsbroker.app.web;

import dev.natsbroker.broker.monitoring.MonitoringServer;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.reactive.ReactiveWebServerFactory;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;

/** Puts Spring's pages on the broker's monitoring port. */
public final class BrokerWebServerFactory implements ReactiveWebServerFactory {
    private final MonitoringServer monitoring;

    /** @param monitoring the running monitoring server of the broker */
    public BrokerWebServerFactory(MonitoringServer monitoring) {
        this.monitoring = monitoring;
    }

    @Override
    public WebServer getWebServer(HttpHandler httpHandler) {
        return new BrokerWebServer(monitoring, new ReactorHttpHandlerAdapter(httpHandler));
    }
}
