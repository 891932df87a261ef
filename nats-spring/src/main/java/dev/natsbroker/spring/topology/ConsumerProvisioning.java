package dev.natsbroker.spring.topology;

import dev.natsbroker.spring.core.JetStreamFailures;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.JetStreamOptions;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.support.JsonParseException;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks after consumers.
 *
 * @param <D> what says how they are wanted
 */
public abstract class ConsumerProvisioning<D> extends Provisioning<D, ConsumerInfo> {
    /** Provisions by this connection. */
    protected ConsumerProvisioning(
            Connection connection, JetStreamOptions options, Provision provision, Wisher wisher) {
        super(connection, options, provision, wisher);
    }

    /** For declared ones. */
    static ConsumerProvisioning<ConsumerDeclaration> ofDeclared(
            Connection connection, JetStreamOptions options, Provision provision) {
        return new Declared(connection, options, provision);
    }

    /** Its stream. */
    protected abstract String stream(D wanted);

    /** Its durable name. */
    protected abstract String name(D wanted);

    /** The consumer as it is; null if it is missing. */
    public final @Nullable ConsumerInfo find(D wanted) {
        return this.<@Nullable ConsumerInfo>ask(describe(wanted), jetStream -> find(jetStream, wanted));
    }

    @Override
    protected final String describe(D wanted) {
        return "consumer '" + name(wanted) + "' of stream '" + stream(wanted) + "'";
    }

    @Override
    protected final @Nullable ConsumerInfo find(JetStreamManagement jetStream, D wanted)
            throws IOException, JetStreamApiException {
        try {
            return jetStream.getConsumerInfo(stream(wanted), name(wanted));
        } catch (JetStreamApiException e) {
            if (e.getApiErrorCode() == JetStreamFailures.CONSUMER_NOT_FOUND) {
                return null;
            }
            throw e;
        }
    }

    private static final class Declared extends ConsumerProvisioning<ConsumerDeclaration> {
        Declared(Connection connection, JetStreamOptions options, Provision provision) {
            super(connection, options, provision, Wisher.DECLARATION);
        }

        @Override
        protected String stream(ConsumerDeclaration declared) {
            return declared.stream();
        }

        @Override
        protected String name(ConsumerDeclaration declared) {
            return declared.name();
        }

        @Override
        protected List<Difference> differences(ConsumerDeclaration declared, ConsumerInfo existing) {
            return DeclaredFields.differences(declared.configuration(), existing.getConsumerConfiguration());
        }

        @Override
        protected ConsumerInfo create(JetStreamManagement jetStream, ConsumerDeclaration declared)
                throws IOException, JetStreamApiException {
            return jetStream.createConsumer(declared.stream(), declared.configuration());
        }

        @Override
        protected ConsumerInfo update(
                JetStreamManagement jetStream, ConsumerDeclaration declared, ConsumerInfo existing)
                throws IOException, JetStreamApiException {
            return jetStream.updateConsumer(
                    declared.stream(), updated(declared.configuration(), existing.getConsumerConfiguration()));
        }

        private static ConsumerConfiguration updated(ConsumerConfiguration declared, ConsumerConfiguration existing) {
            try {
                return ConsumerConfiguration.builder()
                        .json(DeclaredFields.over(existing, declared))
                        .build();
            } catch (JsonParseException e) {
                throw DeclaredFields.unreadable(e);
            }
        }
    }
}
