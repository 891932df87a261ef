package dev.natsbroker.spring.topology;

import dev.natsbroker.spring.core.JetStreamException;
import dev.natsbroker.spring.core.JetStreamFailures;
import dev.natsbroker.spring.core.JetStreamNotEnabledException;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.JetStreamOptions;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.StringUtils;

/**
 * Looks whether a stream or consumer is there and as wanted, and does what the mode says. Its calls block and throw what is below
 * {@link JetStreamException}.
 *
 * @param <D> what says how it is wanted
 * @param <I> what the server tells of it
 */
public abstract class Provisioning<D, I> {
    private static final Logger log = LoggerFactory.getLogger(Provisioning.class);

    private final Connection connection;
    private final JetStreamOptions options;
    private final Provision provision;
    private final Wisher wisher;

    /** Who wants it, and so can be changed instead. */
    public enum Wisher {
        /** A property or a bean; what is not as declared may stay so, unless it is to be validated. */
        DECLARATION("the declaration", "nats.jetstream.provision", false),

        /** A listener, which cannot work with something else. */
        LISTENER("the listener", "the listener's provision", true);

        private final String who;
        private final String setting;
        private final boolean mustFit;

        Wisher(String who, String setting, boolean mustFit) {
            this.who = who;
            this.setting = setting;
            this.mustFit = mustFit;
        }
    }

    /** Provisions by this connection. */
    protected Provisioning(Connection connection, JetStreamOptions options, Provision provision, Wisher wisher) {
        this.connection = connection;
        this.options = options;
        this.provision = provision;
        this.wisher = wisher;
    }

    /** What it is, for people, e.g. {@code stream 'ORDERS'}. */
    protected abstract String describe(D wanted);

    /** What is there; null if nothing is. */
    protected abstract @Nullable I find(JetStreamManagement jetStream, D wanted)
            throws IOException, JetStreamApiException;

    /** In what it is not as wanted. */
    protected abstract List<Difference> differences(D wanted, I existing);

    /** Makes it. */
    protected abstract I create(JetStreamManagement jetStream, D wanted) throws IOException, JetStreamApiException;

    /** Changes it; what is not wanted in any way stays. */
    protected abstract I update(JetStreamManagement jetStream, D wanted, I existing)
            throws IOException, JetStreamApiException;

    /** A request of the JetStream API. */
    protected interface Question<T extends @Nullable Object> {
        /** Asks the server. */
        T ask(JetStreamManagement jetStream) throws IOException, JetStreamApiException;
    }

    /**
     * Makes sure that it is there, as far as the mode goes; what is there then.
     *
     * @throws TopologyException if it is missing or not as wanted and may not be created or changed, or the server refuses
     */
    public final I provision(D wanted) {
        return ask(describe(wanted), jetStream -> {
            I existing = find(jetStream, wanted);
            if (existing == null) {
                return createMissing(jetStream, wanted);
            }
            return provision == Provision.NONE ? existing : fit(jetStream, wanted, existing);
        });
    }

    private I createMissing(JetStreamManagement jetStream, D wanted) throws IOException, JetStreamApiException {
        String name = describe(wanted);
        if (provision == Provision.VALIDATE || provision == Provision.NONE) {
            throw new TopologyException(
                    sentence(name) + " does not exist; create it, or set " + wisher.setting + " to create or update"
                            + " (it is " + provision.name().toLowerCase(Locale.ROOT) + ")",
                    name,
                    List.of(),
                    0,
                    null);
        }
        I created = create(jetStream, wanted);
        log.info("Created {}", name);
        return created;
    }

    private I fit(JetStreamManagement jetStream, D wanted, I existing) throws IOException, JetStreamApiException {
        List<Difference> differences = differences(wanted, existing);
        if (differences.isEmpty()) {
            return existing;
        }
        String name = describe(wanted);
        if (provision == Provision.UPDATE) {
            return update(jetStream, wanted, existing, differences);
        }
        if (provision == Provision.VALIDATE || wisher.mustFit) {
            throw new TopologyException(
                    misfit(name, differences) + "; change it or " + wisher.who + ", or set " + wisher.setting
                            + " to update",
                    name,
                    differences,
                    0,
                    null);
        }
        log.warn("{} and is left as it is; {}=update would change it", misfit(name, differences), wisher.setting);
        return existing;
    }

    private I update(JetStreamManagement jetStream, D wanted, I existing, List<Difference> differences)
            throws IOException {
        String name = describe(wanted);
        try {
            I updated = update(jetStream, wanted, existing);
            log.info("Updated {}: {}", name, Difference.describe(differences));
            return updated;
        } catch (JetStreamApiException e) {
            throw new TopologyException(
                    misfit(name, differences) + "; the server refused to update it: " + e.getErrorDescription()
                            + " (err_code " + e.getApiErrorCode() + "); change " + wisher.who
                            + ", or delete it to have it created again",
                    name,
                    differences,
                    e.getApiErrorCode(),
                    e);
        }
    }

    /** Asks the server about something, the subject of a sentence if that fails. */
    protected final <T extends @Nullable Object> T ask(String name, Question<T> question) {
        try {
            return question.ask(connection.jetStreamManagement(options));
        } catch (JetStreamApiException e) {
            throw refused(name, e);
        } catch (IOException e) {
            throw JetStreamFailures.unanswered("Looking after " + name, connection, e);
        } catch (IllegalStateException e) {
            throw new JetStreamException("Looking after " + name + " failed: " + e.getMessage(), 0, e);
        }
    }

    private JetStreamException refused(String name, JetStreamApiException e) {
        JetStreamException failure = JetStreamFailures.refused(sentence(name), e);
        return failure instanceof JetStreamNotEnabledException
                ? failure
                : new TopologyException(String.valueOf(failure.getMessage()), name, List.of(), e.getApiErrorCode(), e);
    }

    private String misfit(String name, List<Difference> differences) {
        return sentence(name) + " is not as wanted: " + Difference.describe(differences);
    }

    /** The beginning of one. */
    private String sentence(String name) {
        return wisher == Wisher.DECLARATION ? "Declared " + name : StringUtils.capitalize(name);
    }
}
