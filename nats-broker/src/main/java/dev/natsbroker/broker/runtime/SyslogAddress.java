package dev.natsbroker.broker.runtime;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;

/**
 * Where a syslog server listens.
 *
 * @param network {@code udp}, {@code tcp} or {@code unix}
 * @param host name or address; for {@code unix} the path of the socket
 * @param port for {@code udp} and {@code tcp}
 */
record SyslogAddress(String network, String host, int port) {
    private static final Set<String> NETWORKS = Set.of("udp", "tcp", "unix");

    /** Reads {@code udp://host:port}, {@code tcp://host:port} or {@code unix:///path}. */
    static SyslogAddress parse(String text) throws IOException {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            throw new IOException(invalid(text), e);
        }
        String network = uri.getScheme();
        if (network == null) {
            throw new IOException(invalid(text));
        }
        if (!NETWORKS.contains(network)) {
            throw new IOException("error invalid network type: \"" + network + "\"");
        }
        if (network.equals("unix")) {
            return new SyslogAddress(network, uri.getPath(), 0);
        }
        if (uri.getHost() == null || uri.getPort() < 0) {
            throw new IOException("error connecting to syslog: \"dial " + network + ": address " + uri.getAuthority()
                    + ": missing port in address\"");
        }
        return new SyslogAddress(network, uri.getHost(), uri.getPort());
    }

    private static String invalid(String text) {
        return "error invalid address of remote syslog \"" + text
                + "\": give udp://host:port, tcp://host:port or unix:///path";
    }

    @Override
    public String toString() {
        return network.equals("unix") ? network + " " + host : network + " " + host + ":" + port;
    }
}
