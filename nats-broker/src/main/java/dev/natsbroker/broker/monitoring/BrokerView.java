package dev.natsbroker.broker.monitoring;

import dev.natsbroker.broker.account.Accounts;
import dev.natsbroker.broker.config.BrokerOptions;
import dev.natsbroker.broker.connection.Clients;
import dev.natsbroker.broker.connection.LoopContext;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What monitoring reads of a running broker. Thread-safe; reading changes nothing. */
public interface BrokerView {
    /** The nats-server version that the broker is compatible with. */
    String compatibleVersion();

    /** This product's name and version. */
    String productVersion();

    /** The server's public key. */
    String serverId();

    /** The server's name. */
    String serverName();

    /** The options in force. */
    BrokerOptions options();

    /** When the options in force were loaded. */
    Instant optionsLoadedAt();

    /** When the broker started. */
    Instant startedAt();

    /** The time now, by the broker's clock. */
    Instant now();

    /** The address that clients connect to. */
    InetSocketAddress clientAddress();

    /** The address that the monitoring pages are served at, or null without. */
    @Nullable
    InetSocketAddress monitorAddress();

    /** The clients. */
    Clients clients();

    /** The accounts. */
    Accounts accounts();

    /** The event loops. */
    List<LoopContext> loops();

    /** JetStream, or null on a server without. */
    @Nullable
    JetStreamView jetStream();

    /** Whether clients are accepted. */
    boolean isRunning();

    /** Whether the broker is on its way out. */
    boolean isLameDuck();
}
