package dev.natsbroker.app;

import dev.natsbroker.broker.config.LogOptions;
import dev.natsbroker.broker.runtime.NatsLog;

/** Turns the options of the log into settings of the log. */
final class ServerLogSettings {
    private ServerLogSettings() {}

    static NatsLog.Settings of(LogOptions options) {
        return new NatsLog.Settings(
                options.debug(),
                options.trace(),
                options.logTime(),
                options.logTimeUtc(),
                options.logFile(),
                options.sizeLimitBytes(),
                options.maxFiles(),
                options.syslog(),
                options.remoteSyslog());
    }
}
