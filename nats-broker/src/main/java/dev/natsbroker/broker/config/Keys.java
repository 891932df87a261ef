package dev.natsbroker.broker.config;

import dev.natsbroker.broker.config.conf.ConfigValue;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The keys of one block, in any case, with what reads their values. */
final class Keys {
    private final Map<String, Reader> readers = new HashMap<>();

    /** Reads the value of a key. */
    @FunctionalInterface
    interface Reader {
        void read(String key, ConfigValue value);
    }

    /** Adds a key with its aliases. */
    Keys add(Reader reader, String... names) {
        for (String name : names) {
            if (readers.put(name, reader) != null) {
                throw new IllegalStateException("key " + name + " is added twice");
            }
        }
        return this;
    }

    Keys text(Consumer<String> target, String... names) {
        return add((key, value) -> target.accept(value.string()), names);
    }

    Keys bool(Consumer<Boolean> target, String... names) {
        return add((key, value) -> target.accept(value.bool()), names);
    }

    /** A number that is kept within the range of an int. */
    Keys number(Consumer<Integer> target, String... names) {
        return add((key, value) -> target.accept(toInt(value.integer())), names);
    }

    @Nullable
    Reader find(String key) {
        return readers.get(key.toLowerCase(Locale.ROOT));
    }

    static int toInt(long number) {
        return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, number));
    }
}
