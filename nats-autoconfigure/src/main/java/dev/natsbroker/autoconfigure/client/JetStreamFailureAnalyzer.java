package dev.natsbroker.autoconfigure.client;

import dev.natsbroker.spring.core.JetStreamException;
import dev.natsbroker.spring.topology.TopologyException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says what helps when the application did not start because of a stream, a consumer, or JetStream itself. */
final class JetStreamFailureAnalyzer extends AbstractFailureAnalyzer<JetStreamException> {
    private static final int NOT_ENABLED_FOR_ACCOUNT = 10039;
    private static final int NOT_ENABLED = 10076;
    private static final int STREAM_NOT_FOUND = 10059;
    private static final int SUBJECTS_OVERLAP = 10065;

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, JetStreamException cause) {
        return new FailureAnalysis(String.valueOf(cause.getMessage()), action(cause), cause);
    }

    private static String action(JetStreamException failure) {
        int code = failure.getErrorCode();
        if (isNotEnabled(failure)) {
            return "Start the server with JetStream (nats-server -js), and allow it for the account of this application."
                    + " In a test, @EmbeddedNats has it.";
        }
        if (code == STREAM_NOT_FOUND) {
            return "Create the stream, or declare it: by nats.jetstream.streams.<name>.subjects, or as a bean of type"
                    + " StreamConfiguration.";
        }
        if (code == SUBJECTS_OVERLAP) {
            return "A subject belongs to one stream only. Change nats.jetstream.streams.<name>.subjects, or delete or"
                    + " change the stream that has it already (nats stream subjects).";
        }
        if (failure instanceof TopologyException) {
            return "Make the declaration and the server agree; nats.jetstream.provision=update changes the server,"
                    + " nats.jetstream.provision=create only creates what is missing, and none leaves all to others."
                    + " For its own consumer a listener has an attribute provision.";
        }
        return "Make the stream and consumer on the server and the declarations of this application agree.";
    }

    private static boolean isNotEnabled(JetStreamException failure) {
        return failure.getErrorCode() == NOT_ENABLED_FOR_ACCOUNT
                || failure.getErrorCode() == NOT_ENABLED
                || String.valueOf(failure.getMessage()).contains("JetStream is not enabled");
    }
}
