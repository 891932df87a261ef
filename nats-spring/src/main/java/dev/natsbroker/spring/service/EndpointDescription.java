package dev.natsbroker.spring.service;

import java.util.Map;

/**
 * What a service says of one of its endpoints.
 *
 * @param name letters, digits, {@code -} and {@code _}
 * @param subject the subject as subscribed, wildcards for placeholders
 * @param queueGroup its queue group, empty for none
 * @param metadata whatever else
 */
public record EndpointDescription(String name, String subject, String queueGroup, Map<String, String> metadata) {
    /** Checks what ADR-32 says of names. */
    public EndpointDescription {
        ServiceDescription.requireName("service endpoint", name);
        metadata = Map.copyOf(metadata);
    }
}
