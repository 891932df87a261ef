package dev.natsbroker.broker.connection;

import dev.natsbroker.broker.protocol.ConnectOptions;
import dev.natsbroker.broker.subject.Subjects;
import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * What stands before each log line about a client: {@code 127.0.0.1:4711 - cid:5 - "v2.1:java:name" - "$G/user:u" - }. The software
 * and the user are those of the client's first login and stay. Set by the client's event loop, read by any thread; the text is
 * built only when it is asked for.
 */
final class ClientLabel {
    private final InetSocketAddress remote;
    private final long id;
    private @Nullable String software;
    private @Nullable String user;
    private volatile boolean identified;
    private volatile @Nullable String text;

    ClientLabel(InetSocketAddress remote, long id) {
        this.remote = remote;
        this.id = id;
    }

    /** The client logged in for the first time; later calls change nothing. */
    void identify(ConnectOptions options, String account, @Nullable String userName) {
        if (identified) {
            return;
        }
        software = software(options);
        String login = login(options, userName);
        user = login == null ? null : account + "/" + login;
        identified = true;
    }

    private static @Nullable String software(ConnectOptions options) {
        StringBuilder joined = new StringBuilder();
        append(joined, isGiven(options.version()) ? "v" + options.version() : null);
        append(joined, options.lang());
        append(joined, options.name());
        return joined.isEmpty() ? null : joined.toString();
    }

    private static void append(StringBuilder joined, @Nullable String part) {
        if (isGiven(part)) {
            joined.append(joined.isEmpty() ? "" : ":").append(part);
        }
    }

    /** How the client logged in; the name counts for one that sent no credentials, or proved itself by its certificate. */
    private static @Nullable String login(ConnectOptions options, @Nullable String userName) {
        if (isGiven(options.nkey())) {
            return "nkey:" + options.nkey();
        }
        if (isGiven(options.user())) {
            return "user:" + options.user();
        }
        if (isGiven(options.authToken())) {
            return "token";
        }
        return isGiven(userName) ? "user:" + userName : null;
    }

    private static boolean isGiven(@Nullable String value) {
        return value != null && !value.isEmpty();
    }

    /** The label with its last separator. */
    String text() {
        String known = text;
        if (known == null) {
            boolean complete = identified;
            known = build(complete);
            if (complete) { // a text from before the login would hide what is known now
                text = known;
            }
        }
        return known;
    }

    private String build(boolean withIdentity) {
        boolean v6 = remote.getAddress() instanceof Inet6Address;
        StringBuilder label = new StringBuilder(v6 ? "[" + ip() + "]" : ip())
                .append(':')
                .append(remote.getPort())
                .append(" - cid:")
                .append(id)
                .append(" - ");
        if (withIdentity) {
            quote(label, software);
            quote(label, user);
        }
        return label.toString();
    }

    private static void quote(StringBuilder label, @Nullable String part) {
        if (part != null) {
            label.append(Subjects.quote(part)).append(" - ");
        }
    }

    /** The client's address, a v6 address in its short form. */
    String ip() {
        InetAddress address = remote.getAddress();
        return address instanceof Inet6Address ? NetUtil.toAddressString(address) : address.getHostAddress();
    }

    /** The client's port. */
    int port() {
        return remote.getPort();
    }
}
