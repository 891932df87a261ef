package dev.natsbroker.app.web;

import dev.natsbroker.broker.monitoring.MonitoringServer;
import org.springframework.boot.web.server.WebServer;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;

/**
 * A Spring web server without a port of its own: it answers on the broker's monitoring port what the broker has no page for. The
 * broker owns the port, and outlives Spring.
 */
final class BrokerWebServer implements WebServer {
    private final MonitoringServer monitoring;
    private final ReactorHttpHandlerAdapter pages;

    BrokerWebServer(MonitoringServer monitoring, ReactorHttpHandlerAdapter pages) {
        this.monitoring = monitoring;
        this.pages = pages;
    }

    @Override
    public void start() {
        monitoring.attach(pages);
    }

    @Override
    public void stop() {
        // The port belongs to the broker, which stops it.
    }

    @Override
    public int getPort() {
        return monitoring.address().getPort();
    }
}
