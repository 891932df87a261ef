package dev.natsbroker.broker.monitoring;

import dev.natsbroker.broker.account.Account;
import dev.natsbroker.broker.connection.ClientConnection;
import dev.natsbroker.broker.connection.ClientSnapshot;
import dev.natsbroker.broker.connection.ClientSnapshot.SubscriptionSnapshot;
import dev.natsbroker.broker.connection.ClosedClient;
import dev.natsbroker.broker.connection.TlsInfo;
import dev.natsbroker.broker.runtime.Durations;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects {@link Connz} from a running broker. Thread-safe. */
final class ConnzSource {
    private static final long MICRO = 1_000;
    private static final long MILLI = 1_000 * MICRO;

    private final BrokerView view;

    ConnzSource(BrokerView view) {
        this.view = view;
    }

    Connz read(ConnzOptions options) {
        Instant now = view.now();
        if (!options.account().isEmpty() && view.accounts().find(options.account()) == null) {
            return new Connz("", now, 0, 0, options.offset(), options.limit(), null);
        }
        List<ConnzRow> open = options.state().includesOpen() ? open(options) : List.of();
        List<ConnzRow> closed = options.state().includesClosed() ? closed(options) : List.of();
        List<ConnzRow> rows = new ArrayList<>(select(open, closed, options));
        rows.sort(options.sort().order(now));
        List<Connz.Connection> page = Paging.page(rows, options.offset(), options.limit()).stream()
                .map(row -> connection(row, options, now))
                .toList();
        return new Connz(
                view.serverId(),
                now,
                page.size(),
                open.size() + closed.size(),
                options.offset(),
                options.limit(),
                page);
    }

    /** The open connections of the account. */
    private List<ConnzRow> open(ConnzOptions options) {
        boolean withSubscriptions = options.subscriptions() != Query.Subscriptions.NONE;
        List<ConnzRow> rows = new ArrayList<>();
        for (ClientConnection client : view.clients().open()) {
            ClientSnapshot snapshot = client.snapshot(withSubscriptions);
            if (isOfAccount(snapshot, options)) {
                rows.add(ConnzRow.open(snapshot));
            }
        }
        return rows;
    }

    /** The remembered closed connections of the account. */
    private List<ConnzRow> closed(ConnzOptions options) {
        List<ConnzRow> rows = new ArrayList<>();
        for (ClosedClient closed : view.clients().closed()) {
            if (isOfAccount(closed.client(), options)) {
                rows.add(ConnzRow.closed(closed));
            }
        }
        return rows;
    }

    private static boolean isOfAccount(ClientSnapshot client, ConnzOptions options) {
        return options.account().isEmpty() || options.account().equals(client.account());
    }

    /** One connection by its number, where an open one goes before a closed one, or all of a user. */
    private static List<ConnzRow> select(List<ConnzRow> open, List<ConnzRow> closed, ConnzOptions options) {
        if (options.cid() != 0) {
            List<ConnzRow> found =
                    open.stream().filter(row -> row.id() == options.cid()).toList();
            if (!found.isEmpty()) {
                return found;
            }
            return closed.stream()
                    .filter(row -> row.id() == options.cid() && isOfUser(row, options))
                    .toList();
        }
        List<ConnzRow> rows = new ArrayList<>(open);
        rows.addAll(closed);
        rows.removeIf(row -> !isOfUser(row, options));
        return rows;
    }

    private static boolean isOfUser(ConnzRow row, ConnzOptions options) {
        return options.user().isEmpty() || options.user().equals(row.client().user());
    }

    private static Connz.Connection connection(ConnzRow row, ConnzOptions options, Instant now) {
        ClientSnapshot client = row.client();
        List<SubscriptionSnapshot> subscriptions = client.subscriptionList();
        return new Connz.Connection(
                origin(row.traffic()),
                life(row, now),
                use(client),
                new Connz.Client(client.name(), client.lang(), client.version()),
                tls(client.tls(), options.auth()),
                options.auth() ? user(client) : null,
                options.subscriptions() == Query.Subscriptions.SUBJECTS
                        ? subscriptions.stream()
                                .map(SubscriptionSnapshot::subject)
                                .toList()
                        : List.of(),
                options.subscriptions() == Query.Subscriptions.DETAIL
                        ? subscriptions.stream()
                                .map(SubscriptionDetail::ofConnection)
                                .toList()
                        : List.of(),
                options.auth() ? nameTag(row) : null);
    }

    /** The name of the account; nats-server leaves the default account's out once the connection is closed. */
    private static @Nullable String nameTag(ConnzRow row) {
        String account = row.client().account();
        return row.stop() != null && account.equals(Account.DEFAULT_NAME) ? null : account;
    }

    private static Connz.Origin origin(ClientSnapshot.Traffic traffic) {
        return new Connz.Origin(traffic.id(), "Client", "nats", traffic.ip(), traffic.port());
    }

    private static Connz.Life life(ConnzRow row, Instant now) {
        ClientSnapshot client = row.client();
        return new Connz.Life(
                client.traffic().start(),
                client.lastActivity(),
                row.stop(),
                row.reason(),
                Durations.text(rounded(client.rttNanos())),
                uptime(row.age(now)),
                uptime(row.idle(now)));
    }

    /** Readings between a microsecond and a millisecond are shown in whole microseconds. */
    private static long rounded(long rttNanos) {
        return rttNanos > MICRO && rttNanos < MILLI ? rttNanos - rttNanos % MICRO : rttNanos;
    }

    private static String uptime(Duration duration) {
        return Durations.uptime(Math.max(0, duration.toNanos()));
    }

    private static Connz.Use use(ClientSnapshot client) {
        ClientSnapshot.Traffic traffic = client.traffic();
        return new Connz.Use(
                traffic.pendingBytes(),
                traffic.inMessages(),
                traffic.outMessages(),
                traffic.inBytes(),
                traffic.outBytes(),
                traffic.stalls(),
                client.subscriptions());
    }

    private static Connz.User user(ClientSnapshot client) {
        boolean isDefault = client.account().equals(Account.DEFAULT_NAME);
        return new Connz.User(client.user(), isDefault ? null : client.account());
    }

    private static Connz.@Nullable Tls tls(@Nullable TlsInfo tls, boolean withCertificates) {
        if (tls == null) {
            return null;
        }
        List<Connz.PeerCertificate> certificates = withCertificates
                ? tls.peerCertificates().stream().map(ConnzSource::certificate).toList()
                : List.of();
        // Java says TLSv1.3 where Go says 1.3
        return new Connz.Tls(tls.version().replace("TLSv", ""), tls.cipherSuite(), certificates, tls.first());
    }

    private static Connz.PeerCertificate certificate(X509Certificate certificate) {
        try {
            return new Connz.PeerCertificate(
                    certificate.getSubjectX500Principal().getName(),
                    sha256(certificate.getPublicKey().getEncoded()),
                    sha256(certificate.getEncoded()));
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("A certificate that passed the handshake cannot be encoded", e);
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
