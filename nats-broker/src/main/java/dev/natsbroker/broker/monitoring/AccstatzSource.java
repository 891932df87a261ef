package dev.natsbroker.broker.monitoring;

import dev.natsbroker.broker.account.Account;
import dev.natsbroker.broker.connection.ClientConnection;
import dev.natsbroker.broker.connection.ClientSnapshot;
import dev.natsbroker.broker.connection.ClosedClient;
import dev.natsbroker.broker.protocol.CloseReason;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Collects {@link Accstatz} from a running broker. Messages are not counted by account on their way; the figures are sums over
 * the open connections of an account and those closed ones that are remembered ({@code max_closed_clients}). Thread-safe.
 */
final class AccstatzSource {
    private static final class Sums {
        private long inMessages;
        private long inBytes;
        private long outMessages;
        private long outBytes;
        private long slowConsumers;

        void add(ClientSnapshot.Traffic traffic) {
            inMessages += traffic.inMessages();
            inBytes += traffic.inBytes();
            outMessages += traffic.outMessages();
            outBytes += traffic.outBytes();
        }
    }

    private final BrokerView view;

    AccstatzSource(BrokerView view) {
        this.view = view;
    }

    /** @param unused whether accounts without connections are shown, too */
    Accstatz read(boolean unused) {
        Map<String, Sums> byAccount = sums();
        List<Accstatz.Entry> entries = view.accounts().all().stream()
                .filter(account -> unused || account.connections() > 0)
                .sorted(Comparator.comparing(Account::name))
                .map(account -> entry(account, byAccount.getOrDefault(account.name(), new Sums())))
                .toList();
        return new Accstatz(view.serverId(), view.now(), entries);
    }

    private Map<String, Sums> sums() {
        Map<String, Sums> byAccount = new HashMap<>();
        for (ClientConnection client : view.clients().open()) {
            ClientSnapshot snapshot = client.snapshot(false);
            sumsOf(snapshot, byAccount).add(snapshot.traffic());
        }
        for (ClosedClient closed : view.clients().closed()) {
            Sums sums = sumsOf(closed.client(), byAccount);
            sums.add(closed.client().traffic());
            if (isSlowConsumer(closed.reason())) {
                sums.slowConsumers++;
            }
        }
        return byAccount;
    }

    private static Sums sumsOf(ClientSnapshot client, Map<String, Sums> byAccount) {
        return byAccount.computeIfAbsent(client.account(), name -> new Sums());
    }

    private static boolean isSlowConsumer(CloseReason reason) {
        return reason == CloseReason.SLOW_CONSUMER_PENDING_BYTES || reason == CloseReason.SLOW_CONSUMER_WRITE_DEADLINE;
    }

    private static Accstatz.Entry entry(Account account, Sums sums) {
        return new Accstatz.Entry(
                account.name(),
                account.name(),
                account.connections(),
                0,
                account.connections(),
                account.interest().size(),
                Accstatz.Data.ofClients(sums.outMessages, sums.outBytes),
                Accstatz.Data.ofClients(sums.inMessages, sums.inBytes),
                sums.slowConsumers);
    }
}
