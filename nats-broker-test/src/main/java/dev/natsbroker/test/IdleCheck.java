package dev.natsbroker.test;

import dev.natsbroker.broker.NatsBroker;
import dev.natsbroker.broker.connection.ClientConnection;
import dev.natsbroker.broker.connection.ClientSnapshot;
import dev.natsbroker.broker.jetstream.meta.JetStreamAccount;
import dev.natsbroker.broker.jetstream.meta.StreamConsumers;
import dev.natsbroker.broker.jetstream.meta.StreamEntry;
import dev.natsbroker.broker.jetstream.model.ConsumerConfig;
import dev.natsbroker.broker.jetstream.model.ConsumerInfo;
import dev.natsbroker.broker.monitoring.JetStreamView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Finds out whether anything is left to do in an account, and what. */
final class IdleCheck {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final int ANSWER_SECONDS_MAX = 30;

    private final NatsBroker broker;
    private final String account;
    private final Settlement settlement;

    IdleCheck(NatsBroker broker, String account) {
        this.broker = broker;
        this.account = account;
        this.settlement = new Settlement(broker);
    }

    void await(Duration timeout) {
        long end = System.nanoTime() + timeout.toNanos();
        List<String> left = left();
        while (!left.isEmpty()) {
            if (System.nanoTime() - end > 0 || Thread.currentThread().isInterrupted()) {
                throw new AssertionError("Expected nothing to be left to do after " + timeout + ", but there is:\n  "
                        + String.join("\n  ", left));
            }
            LockSupport.parkNanos(PAUSE_NANOS);
            left = left();
        }
    }

    /** What is left to do, one text for each consumer and client. */
    private List<String> left() {
        settlement.await();
        List<String> left = new ArrayList<>();
        JetStreamView jetStream = broker.view().jetStream();
        JetStreamAccount streams = jetStream == null ? null : jetStream.engine().account(account);
        if (streams != null) {
            streams.snapshot().forEach(stream -> addConsumers(stream, left));
        }
        for (ClientConnection connection : broker.view().clients().open()) {
            ClientSnapshot client = connection.snapshot(false);
            long pending = client.traffic().pendingBytes();
            if (client.account().equals(account) && pending > 0) {
                left.add(pending + " bytes wait for client " + client.traffic().id()
                        + (client.name() == null ? "" : " \"" + client.name() + "\"") + ", which does not take them");
            }
        }
        return left;
    }

    private static void addConsumers(StreamEntry stream, List<String> left) {
        StreamConsumers consumers = stream.consumers();
        if (consumers == null) {
            left.add("stream " + stream.name() + " is being made");
            return;
        }
        List<ConsumerInfo> infos = consumers.stream()
                .lane()
                .lane()
                .ask(() -> consumers.all().stream()
                        .map(consumer -> consumer.info(consumer.config()))
                        .toList())
                .orTimeout(ANSWER_SECONDS_MAX, TimeUnit.SECONDS)
                .join();
        for (ConsumerInfo info : infos) {
            if (info.numPending() > 0 || info.numAckPending() > 0) {
                left.add(describe(info));
            }
        }
    }

    private static String describe(ConsumerInfo info) {
        ConsumerConfig config = info.config();
        String receivers = "";
        if (info.paused()) {
            receivers = "; it is paused";
        } else if (config != null && config.isPush()) {
            receivers = info.pushBound() ? "" : "; nobody listens to " + config.deliverSubject();
        } else if (info.numWaiting() == 0) {
            receivers = "; no client asks for messages";
        }
        return "consumer " + info.name() + " of stream " + info.stream() + ": " + info.numPending()
                + " messages not delivered, " + info.numAckPending() + " delivered and not acknowledged ("
                + info.numRedelivered() + " of them more than once)" + receivers;
    }
}
