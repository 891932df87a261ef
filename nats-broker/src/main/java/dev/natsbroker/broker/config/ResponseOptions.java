package dev.natsbroker.broker.config;

import java.time.Duration;

/**
 * Permission to publish to the reply subjects of received messages.
 *
 * @param maxMessages responses for one request; negative for any number
 * @param expires time after the request in which to respond; negative for any time
 */
public record ResponseOptions(int maxMessages, Duration expires) {

    /** One response within two minutes. */
    public static final ResponseOptions DEFAULT = new ResponseOptions(1, Duration.ofMinutes(2));
}
