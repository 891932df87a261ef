package dev.natsbroker.autoconfigure.endpoint;

import dev.natsbroker.spring.listener.ListenerSnapshot;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/** Answers with 404 where the endpoint, whose writes without a result would be a 204, finds no listener. */
@EndpointWebExtension(endpoint = NatsEndpoint.class)
public final class NatsEndpointWebExtension {
    private final NatsEndpoint endpoint;

    /** Does what {@code endpoint} does. */
    public NatsEndpointWebExtension(NatsEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    /** See {@link NatsEndpoint#control}. */
    @WriteOperation
    public WebEndpointResponse<ListenerSnapshot> control(@Selector String id, String action) {
        ListenerSnapshot listener = endpoint.control(id, action);
        return listener == null
                ? new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND)
                : new WebEndpointResponse<>(listener);
    }
}
