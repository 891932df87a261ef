package dev.natsbroker.broker.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.natsbroker.broker.account.Account;
import dev.natsbroker.broker.message.DeliveryBatch;
import dev.natsbroker.broker.message.Message;
import dev.natsbroker.broker.message.MessageSink;
import dev.natsbroker.broker.message.Subscription;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RouterTest {
    /** Takes messages, or refuses them all. */
    private static final class Sink implements MessageSink {
        private final List<String> received = new ArrayList<>();
        private boolean refusing;
        private int flushes;

        @Override
        public boolean deliver(Message message, byte[] head, Subscription subscription, DeliveryBatch batch) {
            if (refusing || subscription.isClosed()) {
                return false;
            }
            if (received.isEmpty()) {
                batch.touch(this);
            }
            received.add(text(head) + text(subscription.sid()));
            return true;
        }

        @Override
        public void flush(DeliveryBatch batch) {
            flushes++;
        }
    }

    private final Account account = new Account("A", false);
    private final Router router = new Router(new DeliveryBatch(0, () -> {}), new Random(20_260_729));
    private final RouteCache routes = router.cacheOf(account);
    private final Sink sink = new Sink();

    @Test
    void shouldDeliverToEveryPlainSubscriptionAndOneMemberOfEachGroup() {
        subscribe(sink, "a.b", null, "1");
        subscribe(sink, "a.*", null, "2");
        subscribe(sink, "a.b", "q", "3");
        subscribe(sink, "a.>", "q", "3");
        subscribe(sink, "a.>", "r", "4");
        subscribe(sink, "b", null, "no");

        int taken = publish("a.b");

        assertThat(taken).isEqualTo(4);
        assertThat(sink.received).containsExactlyInAnyOrder("HMSG a.b 1", "HMSG a.b 2", "HMSG a.b 3", "HMSG a.b 4");
    }

    @Test
    void shouldNotCountObserversAsListeners() {
        List<String> seen = new ArrayList<>();
        MessageSink observer = new MessageSink() {
            @Override
            public boolean deliver(Message message, byte[] head, Subscription subscription, DeliveryBatch batch) {
                seen.add(text(head));
                return false;
            }

            @Override
            public void flush(DeliveryBatch batch) {}

            @Override
            public boolean isObserver() {
                return true;
            }
        };
        byte[] subject = "a".getBytes(StandardCharsets.US_ASCII);
        account.interest().add(new Subscription(observer, new byte[] {'>'}, null, subject));

        assertThat(publish("a")).isZero();
        assertThat(seen).containsExactly("HMSG a ");
        assertThat(Router.hasInterest(subject, 0, subject.length, routes)).isFalse();

        subscribe(sink, "a", null, "1");
        assertThat(publish("a")).isEqualTo(1);
        assertThat(Router.hasInterest(subject, 0, subject.length, routes)).isTrue();
    }

    @Test
    void shouldAskAllMembersUntilOneTakesTheMessage() {
        Sink refusing = new Sink();
        refusing.refusing = true;
        for (int i = 0; i < 9; i++) {
            subscribe(refusing, "a", "q", "no");
        }
        subscribe(sink, "a", "q", "yes");

        for (int i = 0; i < 50; i++) {
            assertThat(publish("a")).isEqualTo(1);
        }

        assertThat(sink.received).hasSize(50);
    }

    @Test
    void shouldSayThatNobodyTookIt() {
        sink.refusing = true;
        subscribe(sink, "a", "q", "1");
        subscribe(sink, "a", null, "2");

        assertThat(publish("a")).isZero();
        assertThat(publish("b")).isZero();
    }

    @Test
    void shouldFindAcknowledgementsOfOneConsumerByOneRoute() {
        subscribe(sink, "$JS.ACK.S.C.>", null, "1");
        subscribe(sink, "$JS.ACK.S.D.>", null, "no");
        subscribe(sink, "$JS.ACK.*.hash.>", null, "no");

        assertThat(publish("$JS.ACK.S.C.1.2.3.4.5")).isEqualTo(1);
        assertThat(publish("$JS.ACK.S.C.1.3.4.4.4")).isEqualTo(1);
        assertThat(publish("$JS.ACK.S.D")).isZero();

        assertThat(sink.received).containsExactly("HMSG $JS.ACK.S.C.1.2.3.4.5 1", "HMSG $JS.ACK.S.C.1.3.4.4.4 1");
        assertThat(routes.misses()).isEqualTo(2);
    }

    @Test
    void shouldTellAcknowledgementsApartForWhoeverSelectsByTheirNumbers() {
        subscribe(sink, "$JS.ACK.S.C.>", null, "all");
        publish("$JS.ACK.S.C.1.2.3.4.5");
        Subscription second = subscribe(sink, "$JS.ACK.*.*.2.>", null, "second");

        publish("$JS.ACK.S.C.1.2.3.4.5");
        publish("$JS.ACK.S.C.2.2.3.4.5");
        account.interest().remove(second);
        publish("$JS.ACK.S.C.2.3.3.4.5");

        assertThat(sink.received)
                .containsExactlyInAnyOrder(
                        "HMSG $JS.ACK.S.C.1.2.3.4.5 all",
                        "HMSG $JS.ACK.S.C.1.2.3.4.5 all",
                        "HMSG $JS.ACK.S.C.2.2.3.4.5 all",
                        "HMSG $JS.ACK.S.C.2.2.3.4.5 second",
                        "HMSG $JS.ACK.S.C.2.3.3.4.5 all");
    }

    @Test
    void shouldSkipThePublisherWithoutEcho() {
        Sink other = new Sink();
        subscribe(sink, "a", null, "1");
        subscribe(sink, "a", "q", "2");
        subscribe(other, "a", "q", "3");

        for (int i = 0; i < 20; i++) {
            assertThat(router.publish(message("a"), routes, sink)).isEqualTo(1);
        }

        assertThat(sink.received).isEmpty();
        assertThat(other.received).hasSize(20);
    }

    @Test
    void shouldPickMembersUniformly() {
        for (int i = 0; i < 4; i++) {
            subscribe(sink, "a", "q", Integer.toString(i));
        }

        for (int i = 0; i < 4000; i++) {
            publish("a");
        }

        Map<String, Integer> counts = new HashMap<>();
        sink.received.forEach(text -> counts.merge(text, 1, Integer::sum));
        assertThat(counts).hasSize(4);
        assertThat(counts.values()).allMatch(count -> count > 850 && count < 1150);
    }

    @Test
    void shouldSeeEveryChangeOfInterestAtOnce() {
        Random random = new Random(7);
        String[] filters = {"a.b", "a.c", "a.*", "*.b", "a.>", ">", "d"};
        String[] subjects = {"a.b", "a.c", "d", "a.b.c"};
        List<Subscription> present = new ArrayList<>();
        for (int step = 0; step < 5000; step++) {
            if (present.isEmpty() || random.nextInt(3) > 0 && present.size() < 8) {
                present.add(subscribe(sink, filters[random.nextInt(filters.length)], null, Integer.toString(step)));
            } else {
                account.interest().remove(present.remove(random.nextInt(present.size())));
            }
            String subject = subjects[random.nextInt(subjects.length)];
            List<String> expected = present.stream()
                    .filter(s -> matches(text(s.subject()), subject))
                    .map(s -> "HMSG " + subject + " " + text(s.sid()))
                    .toList();

            sink.received.clear();
            publish(subject);

            assertThat(sink.received).as("step %d", step).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    private static boolean matches(String filter, String subject) {
        return subject.matches(filter.replace(".", "\\.").replace("*", "[^.]+").replace(">", ".+"));
    }

    @Test
    void shouldKeepOtherRoutesWhenALiteralSubscriptionComesOrGoes() {
        subscribe(sink, "steady", null, "1");
        publish("steady");
        long missesBefore = routes.misses();
        int outdated = 0;
        for (int i = 0; i < 1000; i++) {
            Subscription inbox = subscribe(sink, "_INBOX." + i, null, "i");
            publish("steady");
            account.interest().remove(inbox);
            publish("steady");
        }
        outdated += (int) (routes.misses() - missesBefore);

        // one inbox in 1024 shares the stripe of the steady subject
        assertThat(outdated).isLessThan(20);
    }

    @Test
    void shouldAskAnewForEveryRouteWhenAWildcardComesOrGoes() {
        publish("a");
        publish("b");
        long before = routes.misses();

        subscribe(sink, "x.*", null, "1");
        publish("a");
        publish("b");

        assertThat(routes.misses() - before).isEqualTo(2);
    }

    @Test
    void shouldFindManySubjectsInTheCache() {
        subscribe(sink, "s.>", null, "1");
        for (int round = 0; round < 6; round++) {
            for (int i = 0; i < 2000; i++) {
                publish("s." + i);
            }
        }
        long missesBefore = routes.misses();

        for (int i = 0; i < 2000; i++) {
            publish("s." + i);
        }

        assertThat(routes.misses() - missesBefore).isLessThan(600);
        assertThat(sink.received).hasSize(14_000);
    }

    @Test
    void shouldFindAPlainSubscriptionOfTheRequester() {
        Sink other = new Sink();
        subscribe(other, "inbox", null, "other");
        subscribe(sink, "inbox", "q", "queue");

        assertThat(plain("inbox")).isNull();
        Subscription mine = subscribe(sink, "*", null, "mine");
        assertThat(plain("inbox")).isSameAs(mine);
        account.interest().remove(mine);
        assertThat(plain("inbox")).isNull();
    }

    private @Nullable Subscription plain(String subject) {
        byte[] bytes = bytes(subject);
        return router.plainSubscription(sink, bytes, 0, bytes.length, routes);
    }

    @Test
    void shouldFlushAReceiverOncePerBatch() {
        subscribe(sink, "a", null, "1");
        publish("a");
        publish("a");
        assertThat(sink.flushes).isZero();

        router.batch().flush();
        router.batch().flush();

        assertThat(sink.flushes).isEqualTo(1);
    }

    @Test
    void shouldFlushEarlyWhenVeryManyReceiversWait() {
        List<Sink> sinks = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            Sink each = new Sink();
            sinks.add(each);
            subscribe(each, "a", null, "1");
        }

        publish("a");
        long early = sinks.stream().filter(each -> each.flushes == 1).count();
        router.batch().flush();

        assertThat(early).isBetween(1000L, 1999L);
        assertThat(sinks).allMatch(each -> each.flushes == 1 && each.received.size() == 1);
    }

    @Test
    void shouldNeverServeAClosedSubscriptionWhileAnotherThreadChangesInterest() throws Exception {
        subscribe(sink, "a", null, "steady");
        AtomicBoolean stop = new AtomicBoolean();
        CountDownLatch done = new CountDownLatch(1);
        Sink others = new Sink();
        others.refusing = true;
        Thread changer = new Thread(() -> {
            while (!stop.get()) {
                Subscription plain = subscribe(others, "a", null, "x");
                Subscription wild = subscribe(others, ">", "q", "y");
                account.interest().remove(plain);
                account.interest().remove(wild);
            }
            done.countDown();
        });
        changer.start();

        int taken = 0;
        for (int i = 0; i < 200_000; i++) {
            taken += publish("a");
        }
        stop.set(true);

        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(taken).isEqualTo(200_000);
        assertThat(account.interest().size()).isEqualTo(1);
    }

    private Subscription subscribe(Sink to, String subject, @Nullable String queue, String sid) {
        Subscription subscription =
                new Subscription(to, bytes(subject), queue == null ? null : bytes(queue), bytes(sid));
        account.interest().add(subscription);
        return subscription;
    }

    private int publish(String subject) {
        return router.publish(message(subject), routes, null);
    }

    private static Message message(String subject) {
        byte[] bytes = bytes(subject);
        Message message = new Message();
        message.point(bytes, 0, bytes.length, 0, 0);
        return message;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
