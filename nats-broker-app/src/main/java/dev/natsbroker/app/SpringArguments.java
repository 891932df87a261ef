package dev.natsbroker.app;

import java.util.ArrayList;
import java.util.List;

/**
 * The command line, taken apart: what is for Spring, such as {@code --nats.broker.port=4222}, and nats-server's flags. No flag of
 * nats-server has a dot in its name; every Spring property that is of use here has one.
 */
record SpringArguments(List<String> flags, List<String> spring) {

    SpringArguments {
        flags = List.copyOf(flags);
        spring = List.copyOf(spring);
    }

    static SpringArguments split(String[] arguments) {
        List<String> flags = new ArrayList<>();
        List<String> spring = new ArrayList<>();
        for (String argument : arguments) {
            (isForSpring(argument) ? spring : flags).add(argument);
        }
        return new SpringArguments(flags, spring);
    }

    private static boolean isForSpring(String argument) {
        if (!argument.startsWith("--")) {
            return false;
        }
        int equals = argument.indexOf('=');
        String name = equals < 0 ? argument : argument.substring(0, equals);
        return name.indexOf('.') > 0;
    }

    String[] springArray() {
        return spring.toArray(String[]::new);
    }
}
