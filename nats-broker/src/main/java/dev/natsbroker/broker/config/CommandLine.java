package dev.natsbroker.broker.config;

import dev.natsbroker.broker.config.conf.ConfigException;
import dev.natsbroker.broker.config.conf.GoFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The command line of the server: what to do, and the options that it sets over those of a file.
 *
 * <p>Flags, texts and exit statuses are those of nats-server. Immutable.
 */
public final class CommandLine {
    private final Action action;
    private final String message;
    private final Flags flags;

    private CommandLine(Action action, String message, Flags flags) {
        this.action = action;
        this.message = message;
        this.flags = flags;
    }

    /** What the command line asks for. */
    public enum Action {
        /** Start the server. */
        RUN,
        /** Only read the configuration file and say whether it is valid. */
        TEST_CONFIG,
        /** Send a signal to a running server. */
        SIGNAL,
        /** Print the version. */
        VERSION,
        /** Print the flags. */
        HELP,
        /** Print how TLS is configured. */
        HELP_TLS,
        /** Print the message on standard error and the flags on standard output; the exit status is 0. */
        USAGE,
        /** Print the message on standard error; the exit status is 1. */
        FAIL
    }

    /** Reads the arguments; what is wrong with them becomes the action. */
    public static CommandLine parse(String... args) {
        Flags flags;
        try {
            flags = Flags.parse(args);
        } catch (Flags.FlagException e) {
            return new CommandLine(Action.USAGE, String.valueOf(e.getMessage()), Flags.none());
        }
        Action asked = actionOf(flags);
        return switch (asked) {
            case USAGE, FAIL -> new CommandLine(Action.FAIL, failure(flags), flags);
            default -> new CommandLine(asked, "", flags);
        };
    }

    private static Action actionOf(Flags flags) {
        String word = flags.words().isEmpty() ? "" : flags.words().get(0).toLowerCase(Locale.ROOT);
        if (flags.on(FlagDefinition.VERSION)) {
            return Action.VERSION;
        }
        if (flags.on(FlagDefinition.HELP)) {
            return Action.HELP;
        }
        if (flags.on(FlagDefinition.HELP_TLS)) {
            return Action.HELP_TLS;
        }
        if (!flags.words().isEmpty()) {
            return switch (word) {
                case "version" -> Action.VERSION;
                case "help" -> Action.HELP;
                default -> Action.FAIL;
            };
        }
        if (flags.nonEmpty(FlagDefinition.SIGNAL) != null) {
            return signalParts(flags).length > 2 ? Action.FAIL : Action.SIGNAL;
        }
        if (flags.on(FlagDefinition.TEST)) {
            return flags.nonEmpty(FlagDefinition.CONFIG) == null ? Action.FAIL : Action.TEST_CONFIG;
        }
        return Action.RUN;
    }

    private static String failure(Flags flags) {
        if (!flags.words().isEmpty()) {
            return "unrecognized command: " + GoFormat.quote(flags.words().get(0));
        }
        if (flags.nonEmpty(FlagDefinition.SIGNAL) != null) {
            String[] parts = signalParts(flags);
            return "invalid signal parameters: ["
                    + String.join(" ", List.of(parts).subList(2, parts.length)) + "]";
        }
        return "must specify [-c, --config] option to check configuration file syntax";
    }

    private static String[] signalParts(Flags flags) {
        return String.valueOf(flags.text(FlagDefinition.SIGNAL)).split("=", -1);
    }

    /** What to do. */
    public Action action() {
        return action;
    }

    /** The error for {@link Action#USAGE} and {@link Action#FAIL}, without the name of the program; empty otherwise. */
    public String message() {
        return message;
    }

    /** The configuration file; null if none is given. */
    public @Nullable String configFile() {
        return flags.nonEmpty(FlagDefinition.CONFIG);
    }

    /**
     * The signal to send.
     *
     * @throws IllegalStateException unless the action is {@link Action#SIGNAL}
     */
    public SignalRequest signal() {
        if (action != Action.SIGNAL) {
            throw new IllegalStateException("the command line asks for " + action + ", not for a signal");
        }
        String[] parts = signalParts(flags);
        return new SignalRequest(parts[0], parts.length > 1 ? parts[1] : "");
    }

    /** Arguments of the form {@code --some.property=value}, which are no flags but meant for others. */
    public List<String> passedOn() {
        return flags.passedOn();
    }

    /**
     * The options: the configuration file, if one is given, over the base, and the flags over both. The same call serves a
     * reload.
     *
     * @param loader reads the configuration file
     * @param base values for what neither file nor flags set
     * @throws ConfigException if the file or a flag is wrong
     */
    public LoadedConfig load(ConfigLoader loader, BrokerOptions base) {
        String file = configFile();
        LoadedConfig loaded = file == null ? new LoadedConfig(base, List.of()) : loader.load(file, base);
        if (action == Action.TEST_CONFIG) {
            return loaded;
        }
        BrokerOptions options = new FlagOverrides(flags, loader.files()).over(loaded.options());
        return new LoadedConfig(options, loaded.warnings());
    }

    /** The help on the flags. */
    public static String usage() {
        return HelpText.USAGE;
    }

    /** The help on TLS. */
    public static String tlsHelp() {
        return HelpText.tls();
    }
}
