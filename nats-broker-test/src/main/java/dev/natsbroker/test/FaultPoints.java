package dev.natsbroker.test;

import dev.natsbroker.broker.account.Account;
import dev.natsbroker.broker.account.AccountPublishers;
import dev.natsbroker.broker.jetstream.meta.JetStreamInterceptor;
import dev.natsbroker.broker.lane.LaneReceiver;
import dev.natsbroker.broker.message.Message;
import dev.natsbroker.broker.message.OutboundMessage;
import dev.natsbroker.broker.message.Publisher;
import dev.natsbroker.broker.transport.ChannelInterceptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The places in a test broker where something can be broken, and what is broken there now. Thread-safe. */
final class FaultPoints {
    /** What concerns the connections of one account, and how often it did. Each is only equal to itself. */
    static final class AccountFault {
        private final String account;
        private final AtomicInteger hits = new AtomicInteger();

        private AccountFault(String account) {
            this.account = account;
        }

        void hit() {
            hits.incrementAndGet();
        }

        int hits() {
            return hits.get();
        }
    }

    private static final int LOOP_SECONDS_MAX = 30;

    private final Set<ChannelFaults> channels = ConcurrentHashMap.newKeySet();
    private final List<AccountFault> silent = new CopyOnWriteArrayList<>();
    private final List<AccountFault> refused = new CopyOnWriteArrayList<>();
    private final List<LostAcks> lostAcks = new CopyOnWriteArrayList<>();

    // ---- connections ----

    ChannelInterceptor ofChannels() {
        return (channel, client) -> {
            ChannelFaults faults = new ChannelFaults(this, client);
            channel.pipeline().addFirst("faults", faults);
            channels.add(faults);
            channel.closeFuture().addListener(end -> channels.remove(faults));
        };
    }

    /** Begins to hold answers to the clients of an account back; the result counts them. */
    AccountFault silence(String account) {
        AccountFault fault = new AccountFault(account);
        silent.add(fault);
        return fault;
    }

    void speak(AccountFault fault) {
        silent.remove(fault);
        channels.forEach(channel -> channel.releaseLater());
    }

    /** Why the clients of the account get no answers, or null if they do. */
    @Nullable
    AccountFault silenceOf(String account) {
        return first(silent, account);
    }

    /** Begins to refuse connections of an account; the result counts them. */
    AccountFault refuse(String account) {
        List<CompletableFuture<Void>> admitting = new ArrayList<>();
        channels.forEach(channel -> admitting.add(channel.admitLater()));
        CompletableFuture.allOf(admitting.toArray(CompletableFuture[]::new))
                .orTimeout(LOOP_SECONDS_MAX, TimeUnit.SECONDS)
                .join(); // before anything is refused: who is there stays
        AccountFault fault = new AccountFault(account);
        refused.add(fault);
        return fault;
    }

    void admit(AccountFault fault) {
        refused.remove(fault);
    }

    /** Why new connections of the account are refused, or null if they are not. */
    @Nullable
    AccountFault refusalOf(String account) {
        return first(refused, account);
    }

    private static @Nullable AccountFault first(List<AccountFault> faults, String account) {
        for (AccountFault fault : faults) {
            if (fault.account.equals(account)) {
                return fault;
            }
        }
        return null;
    }

    boolean areConnectionsFine() {
        return silent.isEmpty() && refused.isEmpty();
    }

    // ---- acknowledgements ----

    void lose(LostAcks acks) {
        lostAcks.add(acks);
    }

    void loseNoMore(LostAcks acks) {
        lostAcks.remove(acks);
    }

    JetStreamInterceptor ofJetStream() {
        return new JetStreamInterceptor() {
            @Override
            public LaneReceiver receiver(LaneReceiver receiver) {
                return new LosingReceiver(receiver);
            }

            @Override
            public AccountPublishers publishers(AccountPublishers publishers) {
                return new LosingPublishers(publishers);
            }
        };
    }

    private boolean isLost(Message ack) {
        for (LostAcks each : lostAcks) {
            if (each.takes(ack)) {
                return true;
            }
        }
        return false;
    }

    private boolean isLost(String account, OutboundMessage message) {
        for (LostAcks each : lostAcks) {
            if (each.takes(account, message)) {
                return true;
            }
        }
        return false;
    }

    /** Loses acknowledgements on their way to consumers. */
    private final class LosingReceiver implements LaneReceiver {
        private final LaneReceiver receiver;

        LosingReceiver(LaneReceiver receiver) {
            this.receiver = receiver;
        }

        @Override
        public void receive(Message message) {
            if (lostAcks.isEmpty() || !isLost(message)) {
                receiver.receive(message);
            }
        }

        @Override
        public void refused(Message message) {
            receiver.refused(message);
        }
    }

    /** Loses acknowledgements of streams on their way to publishers. */
    private final class LosingPublishers implements AccountPublishers {
        private final AccountPublishers publishers;

        LosingPublishers(AccountPublishers publishers) {
            this.publishers = publishers;
        }

        @Override
        public Publisher of(Account account) {
            return new LosingPublisher(account.name(), publishers.of(account));
        }

        @Override
        public void forget(Account account) {
            publishers.forget(account);
        }

        @Override
        public void flush() {
            publishers.flush();
        }
    }

    private final class LosingPublisher implements Publisher {
        private final String account;
        private final Publisher publisher;

        LosingPublisher(String account, Publisher publisher) {
            this.account = account;
            this.publisher = publisher;
        }

        @Override
        public int publish(OutboundMessage message) {
            return lostAcks.isEmpty() || !isLost(account, message) ? publisher.publish(message) : 1;
        }

        @Override
        public boolean hasInterest(byte[] subject, int offset, int length) {
            return publisher.hasInterest(subject, offset, length);
        }

        @Override
        public boolean hasInterest(byte[] subject, byte[] queue) {
            return publisher.hasInterest(subject, queue);
        }

        @Override
        public long takeStallNanos() {
            return publisher.takeStallNanos();
        }
    }
}
