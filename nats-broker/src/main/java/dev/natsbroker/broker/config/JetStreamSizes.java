package dev.natsbroker.broker.config;

import dev.natsbroker.broker.config.conf.ConfigException;
import dev.natsbroker.broker.config.conf.ConfigValue;
import dev.natsbroker.broker.config.conf.GoFormat;
import java.math.BigInteger;
import java.util.regex.Pattern;

/** Numbers and sizes in the forms and with the texts of the block {@code jetstream}. */
final class JetStreamSizes {
    private static final Pattern INTEGER = Pattern.compile("[+-]?[0-9]+");
    private static final String UNITS = "KMGT";
    private static final int BITS_PER_UNIT = 10;

    private JetStreamSizes() {}

    /** Bytes: a number, or a text such as {@code "10G"}; 0 for an empty text. */
    static long storage(String name, ConfigValue value) {
        Long number = value.integerOrNull();
        if (number != null) {
            return number;
        }
        String text = value.stringOrNull();
        if (text == null) {
            throw value.error(name + " must be int64 or string");
        }
        return text.isEmpty() ? 0 : parse(name, value, text);
    }

    private static long parse(String name, ConfigValue value, String text) {
        String digits = text.substring(0, text.length() - 1);
        if (!INTEGER.matcher(digits).matches()) {
            throw notANumber(name, value, digits, "invalid syntax");
        }
        int unit = UNITS.indexOf(text.charAt(text.length() - 1));
        if (unit < 0) {
            throw value.error(name + " sizes defined as strings must end in K, M, G, T");
        }
        BigInteger bytes = new BigInteger(digits).shiftLeft(BITS_PER_UNIT * (unit + 1));
        if (bytes.bitLength() >= Long.SIZE) {
            throw notANumber(name, value, digits, "value out of range");
        }
        return bytes.longValue();
    }

    private static ConfigException notANumber(String name, ConfigValue value, String digits, String reason) {
        return value.error(name + " strconv.ParseInt: parsing " + GoFormat.quote(digits) + ": " + reason);
    }

    /** Bytes that may not be negative. */
    static long absoluteStorage(String key, ConfigValue value) {
        long bytes = storage(key, value);
        if (bytes < 0) {
            throw unexpected("an absolute size for " + GoFormat.quote(key), value);
        }
        return bytes;
    }

    /** A count, kept within the range of an int. */
    static int count(String key, ConfigValue value) {
        Long number = value.integerOrNull();
        if (number == null) {
            throw unexpected("a parseable size for " + GoFormat.quote(key), value);
        }
        return Keys.toInt(number);
    }

    /** A number that may not be negative. */
    static void absolute(String key, ConfigValue value) {
        Long number = value.integerOrNull();
        if (number == null || number < 0) {
            throw unexpected("an absolute size for " + GoFormat.quote(key), value);
        }
    }

    static void between(String key, ConfigValue value, int least, int most) {
        Long number = value.integerOrNull();
        if (number == null || number < least || number > most) {
            throw unexpected(
                    "an absolute size for " + GoFormat.quote(key) + " between " + least + " and " + most, value);
        }
    }

    private static ConfigException unexpected(String expected, ConfigValue value) {
        return value.error("Expected " + expected + ", got " + GoFormat.text(value));
    }
}
