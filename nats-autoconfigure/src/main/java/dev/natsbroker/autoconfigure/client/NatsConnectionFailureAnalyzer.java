package dev.natsbroker.autoconfigure.client;

import dev.natsbroker.spring.core.NatsConnectionException;
import io.nats.client.AuthenticationException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says which property helps when the application did not start for want of a connection. */
final class NatsConnectionFailureAnalyzer extends AbstractFailureAnalyzer<NatsConnectionException> {
    private static final String LATER = " To start without a server and connect later, set nats.startup=background.";

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, NatsConnectionException cause) {
        return new FailureAnalysis(String.valueOf(cause.getMessage()), action(cause), cause);
    }

    private static String action(NatsConnectionException failure) {
        if (find(failure, AuthenticationException.class) != null) {
            return "Check nats.username and nats.password, nats.token, nats.nkey-seed with nats.jwt, or"
                    + " nats.credentials-file, against the users of the server.";
        }
        if (find(failure, SSLException.class) != null) {
            return "Check nats.ssl.bundle: it must trust the server's certificate, and have one of its own if the server"
                    + " wants it. If TLS begins before the server's first message, set nats.ssl.tls-first=true.";
        }
        if (find(failure, ConnectException.class) != null || find(failure, UnknownHostException.class) != null) {
            return "Start the server, or set nats.servers to where it is." + LATER;
        }
        return "Check nats.servers, and nats.ssl if the server wants TLS." + LATER;
    }

    private static @Nullable Throwable find(Throwable failure, Class<? extends Throwable> type) {
        for (Throwable t : causes(failure)) {
            if (type.isInstance(t)) {
                return t;
            }
        }
        return null;
    }

    private static List<Throwable> causes(Throwable failure) {
        List<Throwable> causes = new ArrayList<>();
        for (Throwable t = failure; t != null && !causes.contains(t); t = t.getCause()) {
            causes.add(t);
        }
        return causes;
    }
}
