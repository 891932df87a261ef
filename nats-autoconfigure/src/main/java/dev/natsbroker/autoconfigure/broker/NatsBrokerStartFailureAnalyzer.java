package dev.natsbroker.autoconfigure.broker;

import dev.natsbroker.broker.BrokerStartException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Shows an operator why the broker did not start, instead of a stack trace. */
final class NatsBrokerStartFailureAnalyzer extends AbstractFailureAnalyzer<BrokerStartException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, BrokerStartException cause) {
        return new FailureAnalysis(
                "The NATS broker of this application did not start: " + cause.getMessage(),
                "Free the port or file that it names, or change the nats.broker properties. "
                        + "nats.broker.port=0 takes any free port, nats.broker.enabled=false and nats.broker.embedded=false leave the broker out.",
                cause);
    }
}
