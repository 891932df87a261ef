package dev.natsbroker.broker.config;

import org.jspecify.annotations.Nullable;

/**
 * The two sides of {@code host:port}; the host may be an IPv6 address in brackets, which are left out.
 *
 * @param host may be empty
 * @param port may be empty
 */
record HostAndPortText(String host, String port) {

    /** Splits a text; null if it has not this form. */
    static @Nullable HostAndPortText split(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 0) {
            return null;
        }
        String host = text.substring(0, colon);
        if (host.startsWith("[")) {
            if (!host.endsWith("]") || host.length() < 2) {
                return null;
            }
            host = host.substring(1, host.length() - 1);
        } else if (host.indexOf(':') >= 0) {
            return null;
        }
        String port = text.substring(colon + 1);
        boolean brackets = (host + port).indexOf('[') >= 0 || (host + port).indexOf(']') >= 0;
        return brackets ? null : new HostAndPortText(host, port);
    }
}
