package dev.natsbroker.broker.subject;

import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/** Reads one token of a transform's destination: {@code $2}, <code>{{function(arguments)}}</code> or literal text. */
final class DestinationParser {
    private static final String NOT_ENOUGH = "not enough arguments passed to the function";
    private static final String TOO_MANY = "too many arguments passed to the function";
    private static final String INVALID = "function argument is invalid or in the wrong format";

    private final String token;

    private DestinationParser(String token) {
        this.token = token;
    }

    static DestinationToken parse(String token) {
        return new DestinationParser(token).parse();
    }

    static boolean looksLikeCall(String token) {
        return token.length() > 4 && token.startsWith("{{") && token.endsWith("}}");
    }

    /** Throws unless the token calls a function that exists; its arguments are not looked at. */
    static void checkKnown(String token) {
        for (TransformFunction function : TransformFunction.values()) {
            if (function.pattern().matcher(token).find()) {
                return;
            }
        }
        throw unknownFunction(token);
    }

    private static InvalidMappingException unknownFunction(String token) {
        return InvalidMappingException.token("unknown function", token);
    }

    private DestinationToken parse() {
        if (token.length() > 1 && token.charAt(0) == '$') {
            Long wildcard = number(token.substring(1));
            // other subjects start with $ as well: $SYS, $JS
            return wildcard == null
                    ? DestinationToken.literal(token)
                    : DestinationToken.call(TransformFunction.WILDCARD, new int[] {index(wildcard)}, 0);
        }
        if (!looksLikeCall(token)) {
            return DestinationToken.literal(token);
        }
        for (TransformFunction function : TransformFunction.values()) {
            Matcher call = function.pattern().matcher(token);
            if (call.find()) {
                return call(function, call.group(1).split(",[\\t\\n\\f\\r ]*", -1));
            }
        }
        throw unknownFunction(token);
    }

    private DestinationToken call(TransformFunction function, String[] arguments) {
        return switch (function) {
            case WILDCARD -> wildcard(arguments);
            case PARTITION -> partition(arguments);
            case SPLIT -> split(arguments);
            case RANDOM -> random(arguments);
            default -> {
                checkTwo(arguments);
                int[] wildcard = {wildcardNumber(arguments[0])};
                long number = required(arguments[1]);
                if (number != (int) number) {
                    throw error(INVALID);
                }
                yield DestinationToken.call(function, wildcard, (int) number);
            }
        };
    }

    private DestinationToken wildcard(String[] arguments) {
        if (arguments.length > 1) {
            throw error(TOO_MANY);
        }
        if (arguments[0].isEmpty()) {
            throw error(NOT_ENOUGH);
        }
        return DestinationToken.call(TransformFunction.WILDCARD, new int[] {wildcardNumber(arguments[0])}, 0);
    }

    private DestinationToken partition(String[] arguments) {
        int partitions = count(arguments[0]);
        int[] wildcards = new int[arguments.length - 1];
        for (int i = 0; i < wildcards.length; i++) {
            wildcards[i] = wildcardNumber(arguments[i + 1]);
        }
        return DestinationToken.call(TransformFunction.PARTITION, wildcards, partitions);
    }

    private DestinationToken split(String[] arguments) {
        checkTwo(arguments);
        int[] wildcard = {wildcardNumber(arguments[0])};
        if (arguments[1].contains(" ") || arguments[1].contains(".")) {
            throw error(INVALID);
        }
        return DestinationToken.split(wildcard, arguments[1]);
    }

    private DestinationToken random(String[] arguments) {
        if (arguments.length != 1) {
            throw error(NOT_ENOUGH);
        }
        return DestinationToken.call(TransformFunction.RANDOM, new int[0], count(arguments[0]));
    }

    private void checkTwo(String[] arguments) {
        if (arguments.length < 2) {
            throw error(NOT_ENOUGH);
        }
        if (arguments.length > 2) {
            throw error(TOO_MANY);
        }
    }

    private int count(String text) {
        long number = required(text);
        if (number > Integer.MAX_VALUE) {
            throw error(INVALID);
        }
        return (int) number;
    }

    private int wildcardNumber(String text) {
        return index(required(text));
    }

    /** A number out of range stays out of range. */
    private static int index(long wildcard) {
        return (int) Math.max(Math.min(wildcard, Integer.MAX_VALUE), 0);
    }

    private long required(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && text.charAt(start) == ' ') {
            start++;
        }
        while (end > start && text.charAt(end - 1) == ' ') {
            end--;
        }
        Long number = number(text.substring(start, end));
        if (number == null) {
            throw error(INVALID);
        }
        return number;
    }

    private static @Nullable Long number(String text) {
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException notANumber) {
            return null;
        }
    }

    private InvalidMappingException error(String problem) {
        return InvalidMappingException.token(problem, token);
    }
}
