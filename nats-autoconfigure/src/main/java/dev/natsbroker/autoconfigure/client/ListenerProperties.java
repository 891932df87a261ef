package dev.natsbroker.autoconfigure.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/** Defaults of annotated listeners. */
public class ListenerProperties {
    /** Whether listeners start with the application. */
    private boolean autoStartup = true;

    /** Queue group of listeners on core subjects that name none. None by default. */
    private @Nullable String queue;

    /** Number of messages that a listener handles at a time. */
    private int concurrency = 1;

    /** Time that a handler may take before it is interrupted. No limit by default. */
    private @Nullable Duration timeout;

    /** Time for handlers that run when their listener is stopped. */
    private Duration shutdownTimeout = Duration.ofSeconds(5);

    /** Number of messages that may wait for a listener before new ones are dropped. Use 0 for no limit. */
    private long pendingMessages = 524_288;

    /** Size of messages that may wait for a listener before new ones are dropped. Use 0 for no limit. */
    private DataSize pendingBytes = DataSize.ofMegabytes(64);

    public boolean isAutoStartup() {
        return autoStartup;
    }

    public void setAutoStartup(boolean autoStartup) {
        this.autoStartup = autoStartup;
    }

    public @Nullable String getQueue() {
        return queue;
    }

    public void setQueue(@Nullable String queue) {
        this.queue = queue;
    }

    public int getConcurrency() {
        return concurrency;
    }

    public void setConcurrency(int concurrency) {
        this.concurrency = concurrency;
    }

    public @Nullable Duration getTimeout() {
        return timeout;
    }

    public void setTimeout(@Nullable Duration timeout) {
        this.timeout = timeout;
    }

    public Duration getShutdownTimeout() {
        return shutdownTimeout;
    }

    public void setShutdownTimeout(Duration shutdownTimeout) {
        this.shutdownTimeout = shutdownTimeout;
    }

    public long getPendingMessages() {
        return pendingMessages;
    }

    public void setPendingMessages(long pendingMessages) {
        this.pendingMessages = pendingMessages;
    }

    public DataSize getPendingBytes() {
        return pendingBytes;
    }

    public void setPendingBytes(DataSize pendingBytes) {
        this.pendingBytes = pendingBytes;
    }
}
