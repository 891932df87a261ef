package dev.natsbroker.autoconfigure.client;

import dev.natsbroker.spring.core.StartupMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.util.unit.DataSize;

/** Options of one connection. */
public class NatsConnectionProperties {
    /** URLs of one or more servers of the same system. nats://localhost:4222 by default. */
    private List<String> servers = new ArrayList<>();

    /** Name of the connection in the server's monitoring. Name of the application by default. */
    private @Nullable String connectionName;

    /** User name, for a user with a password. */
    private @Nullable String username;

    /** Password of the user. */
    private @Nullable String password;

    /** Token, for servers that want one. */
    private @Nullable String token;

    /** Seed of an NKey, alone or with a JWT. */
    private @Nullable String nkeySeed;

    /** User JWT. */
    private @Nullable String jwt;

    /** Text of a credentials file. */
    private @Nullable String credentials;

    /** Credentials file. */
    private @Nullable Resource credentialsFile;

    /** What the start of the application does about the connection. */
    private StartupMode startup = StartupMode.BACKGROUND;

    /** Time that the start and callers wait for a connection that is not there yet. */
    private Duration startupTimeout = Duration.ofSeconds(10);

    /** Time for one attempt to connect to one server. */
    private Duration connectTimeout = Duration.ofSeconds(2);

    /** Time for messages on their way when the application stops. Use 0 to close at once. */
    private Duration drainTimeout = Duration.ofSeconds(10);

    /** Time that requests wait for their reply. */
    private Duration requestTimeout = Duration.ofSeconds(5);

    /** Time between checks of the connection. */
    private Duration pingInterval = Duration.ofMinutes(2);

    /** Number of unanswered checks after which the connection counts as lost. */
    private int maxPingsOut = 2;

    /** Prefix of the subjects that replies come to. */
    private String inboxPrefix = "_INBOX.";

    /** Whether messages of this connection do not come back to its own subscriptions. */
    private boolean noEcho = false;

    /** TLS. */
    private final Ssl ssl = new Ssl();

    /** What happens when the connection is lost. */
    private final Reconnect reconnect = new Reconnect();

    /** Any other option of the client library, named as its property without io.nats.client. */
    private Map<String, String> options = new LinkedHashMap<>();

    public List<String> getServers() {
        return servers;
    }

    public void setServers(List<String> servers) {
        this.servers = servers;
    }

    public @Nullable String getConnectionName() {
        return connectionName;
    }

    public void setConnectionName(@Nullable String connectionName) {
        this.connectionName = connectionName;
    }

    public @Nullable String getUsername() {
        return username;
    }

    public void setUsername(@Nullable String username) {
        this.username = username;
    }

    public @Nullable String getPassword() {
        return password;
    }

    public void setPassword(@Nullable String password) {
        this.password = password;
    }

    public @Nullable String getToken() {
        return token;
    }

    public void setToken(@Nullable String token) {
        this.token = token;
    }

    public @Nullable String getNkeySeed() {
        return nkeySeed;
    }

    public void setNkeySeed(@Nullable String nkeySeed) {
        this.nkeySeed = nkeySeed;
    }

    public @Nullable String getJwt() {
        return jwt;
    }

    public void setJwt(@Nullable String jwt) {
        this.jwt = jwt;
    }

    public @Nullable String getCredentials() {
        return credentials;
    }

    public void setCredentials(@Nullable String credentials) {
        this.credentials = credentials;
    }

    public @Nullable Resource getCredentialsFile() {
        return credentialsFile;
    }

    public void setCredentialsFile(@Nullable Resource credentialsFile) {
        this.credentialsFile = credentialsFile;
    }

    public StartupMode getStartup() {
        return startup;
    }

    public void setStartup(StartupMode startup) {
        this.startup = startup;
    }

    public Duration getStartupTimeout() {
        return startupTimeout;
    }

    public void setStartupTimeout(Duration startupTimeout) {
        this.startupTimeout = startupTimeout;
    }

    public Duration getConnectTimeout() {
        return connectTimeout;
    }

    public void setConnectTimeout(Duration connectTimeout) {
        this.connectTimeout = connectTimeout;
    }

    public Duration getDrainTimeout() {
        return drainTimeout;
    }

    public void setDrainTimeout(Duration drainTimeout) {
        this.drainTimeout = drainTimeout;
    }

    public Duration getRequestTimeout() {
        return requestTimeout;
    }

    public void setRequestTimeout(Duration requestTimeout) {
        this.requestTimeout = requestTimeout;
    }

    public Duration getPingInterval() {
        return pingInterval;
    }

    public void setPingInterval(Duration pingInterval) {
        this.pingInterval = pingInterval;
    }

    public int getMaxPingsOut() {
        return maxPingsOut;
    }

    public void setMaxPingsOut(int maxPingsOut) {
        this.maxPingsOut = maxPingsOut;
    }

    public String getInboxPrefix() {
        return inboxPrefix;
    }

    public void setInboxPrefix(String inboxPrefix) {
        this.inboxPrefix = inboxPrefix;
    }

    public boolean isNoEcho() {
        return noEcho;
    }

    public void setNoEcho(boolean noEcho) {
        this.noEcho = noEcho;
    }

    public Ssl getSsl() {
        return ssl;
    }

    public Reconnect getReconnect() {
        return reconnect;
    }

    public Map<String, String> getOptions() {
        return options;
    }

    public void setOptions(Map<String, String> options) {
        this.options = options;
    }

    /** TLS of a connection. */
    public static class Ssl {
        /** Whether to use TLS even if the URLs do not say so. With a bundle it is used anyway. */
        private boolean enabled = false;

        /** Name of the SSL bundle to use. */
        private @Nullable String bundle;

        /** Whether TLS begins before the first message of the server. */
        private boolean tlsFirst = false;

        public boolean isEnabled() {
            return enabled;
        }

        public void setEnabled(boolean enabled) {
            this.enabled = enabled;
        }

        public @Nullable String getBundle() {
            return bundle;
        }

        public void setBundle(@Nullable String bundle) {
            this.bundle = bundle;
        }

        public boolean isTlsFirst() {
            return tlsFirst;
        }

        public void setTlsFirst(boolean tlsFirst) {
            this.tlsFirst = tlsFirst;
        }
    }

    /** What happens when a connection is lost. */
    public static class Reconnect {
        /** Number of attempts for each server before the connection is given up. Use -1 for no end. */
        private int maxAttempts = -1;

        /** Time between two attempts with the same server, also for the first connection. */
        private Duration delay = Duration.ofSeconds(2);

        /** Most that is added to the delay by chance. */
        private Duration jitter = Duration.ofMillis(100);

        /** Most that is added to the delay by chance with TLS. */
        private Duration jitterTls = Duration.ofSeconds(1);

        /** Amount of published messages that are kept while there is no connection. */
        private DataSize bufferSize = DataSize.ofMegabytes(8);

        public int getMaxAttempts() {
            return maxAttempts;
        }

        public void setMaxAttempts(int maxAttempts) {
            this.maxAttempts = maxAttempts;
        }

        public Duration getDelay() {
            return delay;
        }

        public void setDelay(Duration delay) {
            this.delay = delay;
        }

        public Duration getJitter() {
            return jitter;
        }

        public void setJitter(Duration jitter) {
            this.jitter = jitter;
        }

        public Duration getJitterTls() {
            return jitterTls;
        }

        public void setJitterTls(Duration jitterTls) {
            this.jitterTls = jitterTls;
        }

        public DataSize getBufferSize() {
            return bufferSize;
        }

        public void setBufferSize(DataSize bufferSize) {
            this.bufferSize = bufferSize;
        }
    }
}
