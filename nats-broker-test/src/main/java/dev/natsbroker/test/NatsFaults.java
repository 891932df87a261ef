package dev.natsbroker.test;

import dev.natsbroker.broker.NatsBroker;
import dev.natsbroker.broker.account.Account;
import dev.natsbroker.broker.config.PermissionOptions;
import dev.natsbroker.broker.config.SubjectRules;
import dev.natsbroker.broker.connection.ClientConnection;
import dev.natsbroker.broker.connection.ClientSnapshot;
import dev.natsbroker.broker.connection.Clients;
import dev.natsbroker.broker.protocol.CloseReason;
import dev.natsbroker.broker.subject.Subjects;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntSupplier;
import java.util.function.Predicate;

/**
 * Breaks something between the broker and the clients of this test's account; other accounts of the broker notice nothing.
 *
 * <pre>{@code
 * try (NatsFault fault = faults.losePublishAcks("ORDERS", 1)) {
 *     orders.place(order); // has to publish it once more
 * }
 * }</pre>
 *
 * <p>Each method returns when the fault is in force. What a test does not release is released behind it. Thread-safe.
 */
public final class NatsFaults {
    private final NatsBroker broker;
    private final FaultPoints points;
    private final Account account;
    private final Settlement settlement;
    private final Set<NatsFault> faults = ConcurrentHashMap.newKeySet();
    private final List<String> refusedPublish = new CopyOnWriteArrayList<>();
    private final List<String> refusedSubscribe = new CopyOnWriteArrayList<>();

    NatsFaults(NatsBroker broker, FaultPoints points, Account account) {
        this.broker = broker;
        this.points = points;
        this.account = account;
        this.settlement = new Settlement(broker);
    }

    /** Ends the connections of all clients; they may connect again at once. Returns how many there were. */
    public int disconnectAll() {
        return close(client -> true, CloseReason.KICKED);
    }

    /**
     * Ends the connections of the clients that gave themselves this name (jnats: {@code connectionName}); they may connect again at
     * once. Returns how many there were.
     *
     * @throws IllegalArgumentException if no such client is connected
     */
    public int disconnect(String clientName) {
        return closeNamed(clientName, CloseReason.KICKED);
    }

    /**
     * Treats the clients of this name as slow consumers: the broker cuts them off and counts them as such, as if too much had waited
     * for them. Returns how many there were.
     *
     * @throws IllegalArgumentException if no such client is connected
     */
    public int slowConsumer(String clientName) {
        return closeNamed(clientName, CloseReason.SLOW_CONSUMER_PENDING_BYTES);
    }

    private int closeNamed(String name, CloseReason reason) {
        List<String> names = clients().stream()
                .map(ClientSnapshot::name)
                .filter(Objects::nonNull)
                .map(String::valueOf)
                .toList();
        int count = close(client -> name.equals(client.name()), reason);
        if (count == 0) {
            throw new IllegalArgumentException("No client with the name \"" + name + "\" is connected; there are "
                    + clients().size() + " clients, with the names " + names);
        }
        return count;
    }

    private int close(Predicate<ClientSnapshot> which, CloseReason reason) {
        int count = 0;
        for (ClientConnection connection : broker.view().clients().open()) {
            ClientSnapshot client = connection.snapshot(false);
            if (client.account().equals(account.name()) && which.test(client)) {
                connection.requestClose(reason);
                count++;
            }
        }
        settlement.await();
        return count;
    }

    private List<ClientSnapshot> clients() {
        List<ClientSnapshot> clients = new ArrayList<>();
        for (ClientConnection connection : broker.view().clients().open()) {
            ClientSnapshot client = connection.snapshot(false);
            if (client.account().equals(account.name())) {
                clients.add(client);
            }
        }
        return clients;
    }

    /** Lets no client connect; those that are connected stay. With {@link #disconnectAll} it looks as if the broker were away. */
    public NatsFault refuseConnections() {
        FaultPoints.AccountFault refusal = points.refuse(account.name());
        return begin("new connections are refused", refusal::hits, () -> points.admit(refusal));
    }

    /**
     * Reads on, but answers nothing: what clients send is done, and what they would get for it is held back until this is released.
     * New connections are refused meanwhile.
     */
    public NatsFault stopAnswering() {
        FaultPoints.AccountFault silence = points.silence(account.name());
        FaultPoints.AccountFault refusal = points.refuse(account.name());
        return begin("nothing is answered", silence::hits, () -> {
            points.admit(refusal);
            points.speak(silence);
        });
    }

    /**
     * Loses the next {@code count} acknowledgements of a stream on their way to publishers: the messages are stored, and nobody is told.
     */
    public NatsFault losePublishAcks(String stream, int count) {
        return lose(
                count + " acknowledgements of stream " + stream + " are lost",
                new LostAcks(account.name(), stream, null, requirePositive(count)));
    }

    /**
     * Loses the next {@code count} acknowledgements for a consumer on their way from clients: its messages come again. Negative
     * acknowledgements and signs of progress are not counted and not lost.
     */
    public NatsFault loseAcks(String stream, String consumer, int count) {
        return lose(
                count + " acknowledgements for consumer " + consumer + " of stream " + stream + " are lost",
                new LostAcks(account.name(), stream, consumer, requirePositive(count)));
    }

    private static int requirePositive(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("Cannot lose " + count + " acknowledgements: use 1 or more");
        }
        return count;
    }

    private NatsFault lose(String what, LostAcks acks) {
        points.lose(acks);
        return begin(what, acks::lost, () -> points.loseNoMore(acks));
    }

    /**
     * Refuses what clients publish to a subject, which may have wildcards, as if their users had no permission.
     *
     * @throws IllegalArgumentException if {@code subject} is none
     */
    public NatsFault refusePublish(String subject) {
        return refuse("publishing to " + subject + " is refused", refusedPublish, subject);
    }

    /**
     * Refuses subscriptions to a subject, which may have wildcards, as if users had no permission; those that exist are ended with an
     * error.
     *
     * @throws IllegalArgumentException if {@code subject} is none
     */
    public NatsFault refuseSubscribe(String subject) {
        return refuse("subscribing to " + subject + " is refused", refusedSubscribe, subject);
    }

    private NatsFault refuse(String what, List<String> refused, String subject) {
        if (!Subjects.isValid(subject)) {
            throw new IllegalArgumentException("Cannot refuse " + Subjects.quote(subject)
                    + ": it is no subject; use tokens with dots between them, * for one and > for all that follow");
        }
        refused.add(subject);
        applyRefusals();
        return begin(what, () -> 0, () -> {
            refused.remove(subject);
            applyRefusals();
        });
    }

    private void applyRefusals() {
        boolean none = refusedPublish.isEmpty() && refusedSubscribe.isEmpty();
        account.refuse(
                none
                        ? null
                        : new PermissionOptions(
                                new SubjectRules(null, refusedPublish),
                                new SubjectRules(null, refusedSubscribe),
                                null));
        Clients clients = broker.view().clients();
        clients.reconfigure(clients.settings());
    }

    private NatsFault begin(String what, IntSupplier hits, Runnable mend) {
        NatsFault fault = new NatsFault(what, hits, released -> {
            faults.remove(released);
            mend.run();
            settle();
        });
        faults.add(fault);
        settle();
        return fault;
    }

    private void settle() {
        if (broker.isRunning()) {
            settlement.await();
        }
    }

    /** Releases everything. */
    public void releaseAll() {
        List.copyOf(faults).forEach(NatsFault::release);
    }

    /** What is broken now. */
    @Override
    public String toString() {
        return "NatsFaults" + faults;
    }
}
