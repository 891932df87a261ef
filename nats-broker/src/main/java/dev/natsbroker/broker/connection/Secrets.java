package dev.natsbroker.broker.connection;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes the secrets out of the options of a CONNECT before they are logged. It knows the names in any case, as the server does
 * when it reads them, and tolerates JSON that breaks off. A JWT is a secret, too: a bearer token needs nothing else.
 */
final class Secrets {
    private static final Pattern VALUE_OF_SECRET = Pattern.compile(
            "\"(?:pass\\w*|auth_token\\w*|sig|proxy_sig|nkey|jwt)\"\\s*:\\s*\"", Pattern.CASE_INSENSITIVE);

    private Secrets() {}

    /** The text with {@code [REDACTED]} instead of the secrets. */
    static String redact(String json) {
        Matcher matcher = VALUE_OF_SECRET.matcher(json);
        StringBuilder text = new StringBuilder(json.length());
        int copied = 0;
        while (matcher.find(copied)) {
            text.append(json, copied, matcher.end()).append("[REDACTED]");
            copied = endOfValue(json, matcher.end());
        }
        return text.append(json, copied, json.length()).toString();
    }

    /** The position of the quote that ends the string, or the end of the text. */
    private static int endOfValue(String json, int start) {
        int i = start;
        while (i < json.length() && json.charAt(i) != '"') {
            i += json.charAt(i) == '\\' ? 2 : 1;
        }
        return Math.min(i, json.length());
    }
}
