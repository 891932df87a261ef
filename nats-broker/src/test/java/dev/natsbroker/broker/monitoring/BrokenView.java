package dev.natsbroker.broker.monitoring;

import dev.natsbroker.broker.account.Accounts;
import dev.natsbroker.broker.config.BrokerOptions;
import dev.natsbroker.broker.connection.Clients;
import dev.natsbroker.broker.connection.LoopContext;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A broker whose clients cannot be read. */
record BrokenView(BrokerView broker) implements BrokerView {
    @Override
    public Clients clients() {
        throw new IllegalStateException("secret detail");
    }

    @Override
    public String compatibleVersion() {
        return broker.compatibleVersion();
    }

    @Override
    public String productVersion() {
        return broker.productVersion();
    }

    @Override
    public String serverId() {
        return broker.serverId();
    }

    @Override
    public String serverName() {
        return broker.serverName();
    }

    @Override
    public BrokerOptions options() {
        return broker.options();
    }

    @Override
    public Instant optionsLoadedAt() {
        return broker.optionsLoadedAt();
    }

    @Override
    public Instant startedAt() {
        return broker.startedAt();
    }

    @Override
    public Instant now() {
        return broker.now();
    }

    @Override
    public InetSocketAddress clientAddress() {
        return broker.clientAddress();
    }

    @Override
    public @Nullable InetSocketAddress monitorAddress() {
        return broker.monitorAddress();
    }

    @Override
    public Accounts accounts() {
        return broker.accounts();
    }

    @Override
    public List<LoopContext> loops() {
        return broker.loops();
    }

    @Override
    public @Nullable JetStreamView jetStream() {
        return broker.jetStream();
    }

    @Override
    public boolean isRunning() {
        return broker.isRunning();
    }

    @Override
    public boolean isLameDuck() {
        return broker.isLameDuck();
    }
}
