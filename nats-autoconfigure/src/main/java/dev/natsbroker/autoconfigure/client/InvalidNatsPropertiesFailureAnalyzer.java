package dev.natsbroker.autoconfigure.client;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Names the property to correct. */
final class InvalidNatsPropertiesFailureAnalyzer extends AbstractFailureAnalyzer<InvalidNatsPropertiesException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, InvalidNatsPropertiesException cause) {
        return new FailureAnalysis(
                String.valueOf(cause.getMessage()),
                "Correct nats." + cause.getProperty() + ", or the same property below nats.connections.<name>.",
                cause);
    }
}
