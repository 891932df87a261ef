package dev.natsbroker.broker.config;

/** The top-level keys for logging. */
final class LogKeys {

    private LogKeys() {}

    static void addTo(Keys keys, BrokerOptionsBuilder options) {
        keys.bool(on -> options.log(log -> log.debug(on)), "debug")
                .bool(on -> options.log(log -> log.trace(on)), "trace")
                // Both also switch the trace on; switched off they leave it as it is.
                .bool(
                        on -> options.log(log -> on ? log.traceVerbose(true).trace(true) : log.traceVerbose(false)),
                        "trace_verbose")
                .bool(
                        on -> options.log(log -> on ? log.traceHeaders(true).trace(true) : log.traceHeaders(false)),
                        "trace_headers")
                .bool(on -> options.log(log -> log.logTime(on)), "logtime")
                .bool(on -> options.log(log -> log.logTimeUtc(on)), "logtime_utc")
                .add((key, value) -> options.log(log -> log.logFile(ConfigScalars.path(value))), "log_file", "logfile")
                .add(
                        (key, value) -> options.log(log -> log.sizeLimitBytes(value.integer())),
                        "log_size_limit",
                        "logfile_size_limit")
                .number(max -> options.log(log -> log.maxFiles(max)), "log_max_num", "logfile_max_num")
                .bool(on -> options.log(log -> log.syslog(on)), "syslog")
                .text(
                        address -> options.log(log -> log.remoteSyslog(address.isEmpty() ? null : address)),
                        "remote_syslog")
                .number(max -> options.log(log -> log.maxTracedMessageBytes(max)), "max_traced_msg_len");
    }
}
