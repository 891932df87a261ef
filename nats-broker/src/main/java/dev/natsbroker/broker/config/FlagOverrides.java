package dev.natsbroker.broker.config;

import static dev.natsbroker.broker.config.FlagDefinition.CLIENT_ADVERTISE;
import static dev.natsbroker.broker.config.FlagDefinition.CLUSTER;
import static dev.natsbroker.broker.config.FlagDefinition.DEBUG;
import static dev.natsbroker.broker.config.FlagDefinition.DEBUG_TRACE;
import static dev.natsbroker.broker.config.FlagDefinition.DEBUG_VERBOSE_TRACE;
import static dev.natsbroker.broker.config.FlagDefinition.HOST;
import static dev.natsbroker.broker.config.FlagDefinition.HTTPS_PORT;
import static dev.natsbroker.broker.config.FlagDefinition.HTTP_PORT;
import static dev.natsbroker.broker.config.FlagDefinition.JETSTREAM;
import static dev.natsbroker.broker.config.FlagDefinition.LOG;
import static dev.natsbroker.broker.config.FlagDefinition.LOG_SIZE_LIMIT;
import static dev.natsbroker.broker.config.FlagDefinition.LOG_TIME;
import static dev.natsbroker.broker.config.FlagDefinition.LOG_TIME_UTC;
import static dev.natsbroker.broker.config.FlagDefinition.MAX_TRACED_MSG_LEN;
import static dev.natsbroker.broker.config.FlagDefinition.PASSWORD;
import static dev.natsbroker.broker.config.FlagDefinition.PID_FILE;
import static dev.natsbroker.broker.config.FlagDefinition.PORT;
import static dev.natsbroker.broker.config.FlagDefinition.PORTS_FILE_DIR;
import static dev.natsbroker.broker.config.FlagDefinition.PROFILE;
import static dev.natsbroker.broker.config.FlagDefinition.REMOTE_SYSLOG;
import static dev.natsbroker.broker.config.FlagDefinition.ROUTES;
import static dev.natsbroker.broker.config.FlagDefinition.SERVER_NAME;
import static dev.natsbroker.broker.config.FlagDefinition.STORE_DIR;
import static dev.natsbroker.broker.config.FlagDefinition.SYSLOG;
import static dev.natsbroker.broker.config.FlagDefinition.TLS;
import static dev.natsbroker.broker.config.FlagDefinition.TLS_CA_CERT;
import static dev.natsbroker.broker.config.FlagDefinition.TLS_CERT;
import static dev.natsbroker.broker.config.FlagDefinition.TLS_KEY;
import static dev.natsbroker.broker.config.FlagDefinition.TLS_VERIFY;
import static dev.natsbroker.broker.config.FlagDefinition.TOKEN;
import static dev.natsbroker.broker.config.FlagDefinition.TRACE;
import static dev.natsbroker.broker.config.FlagDefinition.USER;
import static dev.natsbroker.broker.config.FlagDefinition.VERBOSE_TRACE;

import dev.natsbroker.broker.config.conf.ConfigException;
import dev.natsbroker.broker.config.conf.ConfigFiles;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Puts the flags of the command line over options from elsewhere, at the start and at each reload. */
final class FlagOverrides {
    private final Flags flags;
    private final ConfigFiles files;

    FlagOverrides(Flags flags, ConfigFiles files) {
        this.flags = flags;
        this.files = files;
    }

    BrokerOptions over(BrokerOptions base) {
        requireSupported();
        BrokerOptionsBuilder options = base.toBuilder();
        server(options);
        logging(options);
        monitoring(options);
        jetStream(options);
        security(options, base);
        try {
            return options.build();
        } catch (IllegalArgumentException e) {
            throw new ConfigException(String.valueOf(e.getMessage()));
        }
    }

    private void requireSupported() {
        if (flags.nonEmpty(CLUSTER) != null) {
            throw unsupported("--cluster", "clusters are not built yet");
        }
        if (flags.nonEmpty(ROUTES) != null) {
            throw unsupported("--routes", "clusters are not built yet");
        }
        Long profile = flags.number(PROFILE);
        if (profile != null && profile != 0) {
            throw unsupported("--profile", "Go profiles do not exist in a JVM; use its own tools");
        }
    }

    private static ConfigException unsupported(String flag, String reason) {
        return new ConfigException("\"" + flag + "\" is not supported by this version: " + reason);
    }

    private void server(BrokerOptionsBuilder options) {
        ifText(HOST, host -> options.host(host.isEmpty() ? ListenOptions.DEFAULT_HOST : host));
        ifNumber(PORT, port -> options.port(port == 0 ? ListenOptions.DEFAULT_PORT : port));
        ifText(SERVER_NAME, name -> {
            if (name.indexOf(' ') >= 0) {
                throw new ConfigException("server name cannot contain spaces");
            }
            options.identity(identity -> identity.serverName(emptyToNull(name)));
        });
        ifText(CLIENT_ADVERTISE, to -> options.identity(identity -> identity.clientAdvertise(emptyToNull(to))));
        ifText(PID_FILE, file -> options.process(process -> process.pidFile(path(file))));
        ifText(PORTS_FILE_DIR, folder -> options.process(process -> process.portsFileDir(path(folder))));
    }

    private void logging(BrokerOptionsBuilder options) {
        ifText(LOG, file -> options.log(log -> log.logFile(path(file))));
        ifTruth(LOG_TIME, on -> options.log(log -> log.logTime(on)));
        ifTruth(LOG_TIME_UTC, on -> options.log(log -> log.logTimeUtc(on)));
        Long limit = flags.number(LOG_SIZE_LIMIT);
        if (limit != null) {
            options.log(log -> log.sizeLimitBytes(limit));
        }
        ifTruth(SYSLOG, on -> options.log(log -> log.syslog(on)));
        ifText(REMOTE_SYSLOG, address -> options.log(log -> log.remoteSyslog(emptyToNull(address))));
        ifNumber(MAX_TRACED_MSG_LEN, max -> options.log(log -> log.maxTracedMessageBytes(max)));
        ifTruth(DEBUG, on -> options.log(log -> log.debug(on)));
        ifTruth(TRACE, on -> options.log(log -> log.trace(on)));
        ifTruth(DEBUG_TRACE, on -> options.log(log -> log.debug(on).trace(on)));
        ifTruth(
                DEBUG_VERBOSE_TRACE,
                on -> options.log(log -> log.debug(on).trace(on).traceVerbose(on)));
        ifTruth(VERBOSE_TRACE, on -> options.log(log -> log.trace(on).traceVerbose(on)));
    }

    private void monitoring(BrokerOptionsBuilder options) {
        ifNumber(HTTP_PORT, port -> options.monitor(monitor -> monitor.httpPort(port)));
        ifNumber(HTTPS_PORT, port -> options.monitor(monitor -> monitor.httpsPort(port)));
    }

    private void jetStream(BrokerOptionsBuilder options) {
        ifTruth(JETSTREAM, on -> options.jetStream(js -> js.enabled(on)));
        ifText(STORE_DIR, folder -> options.jetStream(js -> js.storeDirectory(path(folder))));
    }

    private void security(BrokerOptionsBuilder options, BrokerOptions base) {
        ifText(USER, user -> options.authorization(a -> a.user(emptyToNull(user))));
        ifText(PASSWORD, password -> options.authorization(a -> a.password(emptyToNull(password))));
        ifText(TOKEN, token -> options.authorization(a -> a.token(emptyToNull(token))));
        if (Boolean.FALSE.equals(flags.truth(TLS))) {
            options.tls(null);
        } else if (List.of(TLS, TLS_VERIFY, TLS_CERT, TLS_KEY, TLS_CA_CERT).stream()
                .anyMatch(flags::has)) {
            options.tls(tls(base.tls()));
        }
    }

    /** TLS as the flags say; what flags cannot say, such as timeouts, stays as it was. */
    private TlsOptions tls(@Nullable TlsOptions before) {
        String certFile = flags.nonEmpty(TLS_CERT);
        String keyFile = flags.nonEmpty(TLS_KEY);
        String caFile = flags.nonEmpty(TLS_CA_CERT);
        if (certFile == null) {
            throw new ConfigException("TLS Server certificate must be present and valid");
        }
        if (keyFile == null) {
            throw new ConfigException("TLS Server private key must be present and valid");
        }
        requireReadable("error parsing X509 certificate/key pair: ", certFile);
        requireReadable("error parsing X509 certificate/key pair: ", keyFile);
        if (caFile != null) {
            requireReadable("", caFile);
        }
        TlsOptions fresh = TlsOptions.defaults();
        return (before == null ? fresh : before)
                .toBuilder()
                        .certFile(path(certFile))
                        .keyFile(path(keyFile))
                        .caFile(caFile == null ? null : path(caFile))
                        .certs(List.of())
                        .keyMaterial(null)
                        .verify(flags.on(TLS_VERIFY))
                        .insecure(false)
                        .cipherSuites(fresh.cipherSuites())
                        .curvePreferences(fresh.curvePreferences())
                        .minVersion(fresh.minVersion())
                        .build();
    }

    private void requireReadable(String prefix, String file) {
        try {
            files.read(file);
        } catch (ConfigException e) {
            throw new ConfigException(prefix + e.getMessage());
        }
    }

    private void ifText(FlagDefinition flag, Consumer<String> target) {
        String text = flags.text(flag);
        if (text != null) {
            target.accept(text);
        }
    }

    private void ifNumber(FlagDefinition flag, Consumer<Integer> target) {
        Long number = flags.number(flag);
        if (number != null) {
            target.accept(Keys.toInt(number));
        }
    }

    private void ifTruth(FlagDefinition flag, Consumer<Boolean> target) {
        Boolean truth = flags.truth(flag);
        if (truth != null) {
            target.accept(truth);
        }
    }

    private static @Nullable Path path(String text) {
        try {
            return text.isEmpty() ? null : Path.of(text);
        } catch (InvalidPathException e) {
            throw new ConfigException("path '" + text + "' is invalid: " + e.getReason());
        }
    }

    private static @Nullable String emptyToNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
