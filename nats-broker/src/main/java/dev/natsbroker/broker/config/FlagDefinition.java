package dev.natsbroker.broker.config;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The flags of the command line, by all their names. */
enum FlagDefinition {
    HOST(Kind.TEXT, "addr", "a", "net"),
    PORT(Kind.NUMBER, "port", "p"),
    SERVER_NAME(Kind.TEXT, "name", "n", "server_name"),
    CLIENT_ADVERTISE(Kind.TEXT, "client_advertise"),
    PID_FILE(Kind.TEXT, "pid", "P"),
    PORTS_FILE_DIR(Kind.TEXT, "ports_file_dir"),
    HTTP_PORT(Kind.NUMBER, "http_port", "m"),
    HTTPS_PORT(Kind.NUMBER, "https_port", "ms"),
    CONFIG(Kind.TEXT, "config", "c"),
    TEST(Kind.SWITCH, "t"),
    SIGNAL(Kind.TEXT, "signal", "sl"),
    LOG(Kind.TEXT, "log", "l"),
    LOG_TIME(Kind.SWITCH, "logtime", "T"),
    LOG_TIME_UTC(Kind.SWITCH, "logtime_utc"),
    LOG_SIZE_LIMIT(Kind.NUMBER, "log_size_limit"),
    SYSLOG(Kind.SWITCH, "syslog", "s"),
    REMOTE_SYSLOG(Kind.TEXT, "remote_syslog", "r"),
    MAX_TRACED_MSG_LEN(Kind.NUMBER, "max_traced_msg_len"),
    DEBUG(Kind.SWITCH, "debug", "D"),
    TRACE(Kind.SWITCH, "trace", "V"),
    VERBOSE_TRACE(Kind.SWITCH, "VV"),
    DEBUG_TRACE(Kind.SWITCH, "DV"),
    DEBUG_VERBOSE_TRACE(Kind.SWITCH, "DVV"),
    JETSTREAM(Kind.SWITCH, "jetstream", "js"),
    STORE_DIR(Kind.TEXT, "store_dir", "sd"),
    USER(Kind.TEXT, "user"),
    PASSWORD(Kind.TEXT, "pass"),
    TOKEN(Kind.TEXT, "auth"),
    TLS(Kind.SWITCH, "tls"),
    TLS_VERIFY(Kind.SWITCH, "tlsverify"),
    TLS_CERT(Kind.TEXT, "tlscert"),
    TLS_KEY(Kind.TEXT, "tlskey"),
    TLS_CA_CERT(Kind.TEXT, "tlscacert"),
    ROUTES(Kind.TEXT, "routes"),
    CLUSTER(Kind.TEXT, "cluster", "cluster_listen"),
    CLUSTER_NAME(Kind.TEXT, "cluster_name"),
    CLUSTER_ADVERTISE(Kind.TEXT, "cluster_advertise"),
    NO_ADVERTISE(Kind.SWITCH, "no_advertise"),
    CONNECT_RETRIES(Kind.NUMBER, "connect_retries"),
    PROFILE(Kind.NUMBER, "profile"),
    HELP(Kind.SWITCH, "help", "h"),
    VERSION(Kind.SWITCH, "version", "v"),
    HELP_TLS(Kind.SWITCH, "help_tls");

    private static final Map<String, FlagDefinition> BY_NAME = byName();

    private final Kind kind;
    private final String[] names;

    /** What a flag takes. */
    enum Kind {
        /** Nothing, or {@code =true} and the like. */
        SWITCH,
        /** A whole number. */
        NUMBER,
        /** Any text. */
        TEXT
    }

    FlagDefinition(Kind kind, String... names) {
        this.kind = kind;
        this.names = names;
    }

    Kind kind() {
        return kind;
    }

    static @Nullable FlagDefinition named(String name) {
        return BY_NAME.get(name);
    }

    private static Map<String, FlagDefinition> byName() {
        Map<String, FlagDefinition> flags = new HashMap<>();
        for (FlagDefinition flag : values()) {
            Arrays.stream(flag.names).forEach(name -> flags.put(name, flag));
        }
        return flags;
    }
}
