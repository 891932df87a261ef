package dev.natsbroker.broker.subject;

import java.util.regex.Pattern;

/** The functions of a transform's destination; first letters of the words may be of either case. */
enum TransformFunction {
    WILDCARD("[wW]ildcard"),
    PARTITION("[pP]artition"),
    SPLIT_FROM_LEFT("[sS]plit[fF]rom[lL]eft"),
    SPLIT_FROM_RIGHT("[sS]plit[fF]rom[rR]ight"),
    SLICE_FROM_LEFT("[sS]lice[fF]rom[lL]eft"),
    SLICE_FROM_RIGHT("[sS]lice[fF]rom[rR]ight"),
    RIGHT("[rR]ight"),
    LEFT("[lL]eft"),
    SPLIT("[sS]plit"),
    RANDOM("[rR]andom");

    private final Pattern pattern;

    TransformFunction(String name) {
        this.pattern = Pattern.compile(callOf(name));
    }

    /** Matches a call; group 1 is the list of arguments. */
    Pattern pattern() {
        return pattern;
    }

    private static String callOf(String name) {
        String space = "[\\t\\n\\f\\r ]*";
        return "\\{\\{" + space + name + space + "\\(([^\\n]*)\\)" + space + "}}";
    }
}
