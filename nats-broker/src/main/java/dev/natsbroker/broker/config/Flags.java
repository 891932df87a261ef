package dev.natsbroker.broker.config;

import dev.natsbroker.broker.config.conf.GoFormat;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The flags that were given, with their values.
 *
 * <p>One or two dashes; {@code -f value} or {@code -f=value}, for switches only {@code -f} and {@code -f=false}. Flags end
 * at the first word that is none. An argument {@code --some.property=value}, which nats-server does not have, is passed on.
 */
final class Flags {
    private final Map<FlagDefinition, Object> values = new EnumMap<>(FlagDefinition.class);
    private final List<String> words = new ArrayList<>();
    private final List<String> passedOn = new ArrayList<>();

    private Flags() {}

    /** A flag that is unknown or has a wrong value. */
    static final class FlagException extends Exception {
        private static final long serialVersionUID = 1L;

        FlagException(String message) {
            super(message);
        }
    }

    static Flags none() {
        return new Flags();
    }

    static Flags parse(String... args) throws FlagException {
        Flags flags = new Flags();
        int i = 0;
        while (i < args.length && isFlag(args[i])) {
            if (args[i].equals("--")) {
                i++;
                break;
            }
            i = flags.add(args, i);
        }
        while (i < args.length) {
            flags.words.add(args[i++]);
        }
        return flags;
    }

    private static boolean isFlag(String arg) {
        return arg.length() > 1 && arg.charAt(0) == '-';
    }

    /** Adds the flag at an index; returns the index behind it and its value. */
    private int add(String[] args, int index) throws FlagException {
        String arg = args[index];
        String text = arg.substring(arg.startsWith("--") ? 2 : 1);
        if (text.isEmpty() || text.startsWith("-") || text.startsWith("=")) {
            throw new FlagException("bad flag syntax: " + arg);
        }
        int equals = text.indexOf('=');
        String name = equals < 0 ? text : text.substring(0, equals);
        String value = equals < 0 ? null : text.substring(equals + 1);
        if (name.indexOf('.') > 0) {
            passedOn.add(arg);
            return index + 1;
        }
        FlagDefinition flag = FlagDefinition.named(name);
        if (flag == null) {
            throw new FlagException("flag provided but not defined: -" + name);
        }
        if (flag.kind() == FlagDefinition.Kind.SWITCH) {
            values.put(flag, value == null || truth(name, value));
            return index + 1;
        }
        int next = index + 1;
        if (value == null) {
            if (next == args.length) {
                throw new FlagException("flag needs an argument: -" + name);
            }
            value = args[next++];
        }
        values.put(flag, flag.kind() == FlagDefinition.Kind.TEXT ? value : number(name, value));
        return next;
    }

    private static boolean truth(String name, String value) throws FlagException {
        return switch (value) {
            case "1", "t", "T", "true", "TRUE", "True" -> true;
            case "0", "f", "F", "false", "FALSE", "False" -> false;
            default ->
                throw new FlagException(
                        "invalid boolean value " + GoFormat.quote(value) + " for -" + name + ": parse error");
        };
    }

    private static Long number(String name, String value) throws FlagException {
        String digits = value.startsWith("-") || value.startsWith("+") ? value.substring(1) : value;
        int radix = radix(digits);
        String plain = digits.substring(radix == 10 ? 0 : radix == 8 && Character.isDigit(digits.charAt(1)) ? 1 : 2);
        for (int i = 0; i < plain.length(); i++) {
            if (plain.charAt(i) > 'f' || Character.digit(plain.charAt(i), radix) < 0) {
                plain = "";
            }
        }
        if (plain.isEmpty()) {
            throw invalid(name, value, "parse error");
        }
        try {
            return Long.parseLong((value.startsWith("-") ? "-" : "") + plain, radix);
        } catch (NumberFormatException e) {
            throw invalid(name, value, "value out of range");
        }
    }

    private static int radix(String digits) {
        if (digits.length() < 2 || digits.charAt(0) != '0') {
            return 10;
        }
        return switch (digits.charAt(1)) {
            case 'x', 'X' -> 16;
            case 'b', 'B' -> 2;
            default -> 8;
        };
    }

    private static FlagException invalid(String name, String value, String reason) {
        return new FlagException("invalid value " + GoFormat.quote(value) + " for flag -" + name + ": " + reason);
    }

    boolean has(FlagDefinition flag) {
        return values.containsKey(flag);
    }

    /** Whether a switch is given and on. */
    boolean on(FlagDefinition flag) {
        return Boolean.TRUE.equals(values.get(flag));
    }

    @Nullable
    Boolean truth(FlagDefinition flag) {
        return (Boolean) values.get(flag);
    }

    @Nullable
    Long number(FlagDefinition flag) {
        return (Long) values.get(flag);
    }

    @Nullable
    String text(FlagDefinition flag) {
        return (String) values.get(flag);
    }

    /** The text of a flag; null if it is not given or empty. */
    @Nullable
    String nonEmpty(FlagDefinition flag) {
        String text = text(flag);
        return text == null || text.isEmpty() ? null : text;
    }

    /** The words behind the flags. */
    List<String> words() {
        return List.copyOf(words);
    }

    /** Arguments for others. */
    List<String> passedOn() {
        return List.copyOf(passedOn);
    }
}
