package dev.natsbroker.broker.jetstream.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.natsbroker.broker.jetstream.model.DiscardPolicy;
import dev.natsbroker.broker.jetstream.model.RetentionPolicy;
import dev.natsbroker.broker.jetstream.store.SubjectFilter;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Spec 3.6: what acknowledgements do to streams with interest and work-queue retention. */
class InterestRetentionTest {
    /** A consumer that needs what matches and is not acknowledged. */
    private static final class TestConsumer implements StreamListener {
        private final StreamFixture fixture;
        private SubjectFilter filter;
        private final Set<Long> acknowledged = new TreeSet<>();
        private final Set<Long> removed = new TreeSet<>();
        private long committed;

        TestConsumer(StreamFixture fixture, String filter) {
            this.fixture = fixture;
            this.filter = SubjectFilter.of(filter);
            fixture.lane().run(() -> fixture.stream().addListener(this));
        }

        void acknowledge(long sequence) {
            fixture.lane().run(() -> {
                acknowledged.add(sequence);
                fixture.stream().acknowledged(sequence);
            });
        }

        void delete() {
            fixture.lane().run(() -> {
                fixture.stream().removeListener(this);
                fixture.stream().interestLost(filter, 1);
            });
        }

        void filter(String next) {
            fixture.lane().run(() -> {
                SubjectFilter before = filter;
                filter = SubjectFilter.of(next);
                fixture.stream().interestLost(before, 1);
            });
        }

        @Override
        public void committed(long sequence) {
            committed = sequence;
        }

        @Override
        public void removed(long sequence, byte[] subject, int subjectOffset, int subjectLength) {
            removed.add(sequence);
        }

        @Override
        public void purged(byte[] filter, long fromSequence, long toSequence, long first) {}

        @Override
        public boolean isInterestedIn(byte[] subject, int offset, int length) {
            return filter.matches(subject, offset, length);
        }

        @Override
        public boolean needs(long sequence) {
            return !acknowledged.contains(sequence);
        }

        @Override
        public void streamUpdated() {}

        @Override
        public void streamClosed(boolean deleted) {}
    }

    private static StreamFixture interest() {
        return new StreamFixture(c -> c.retention(RetentionPolicy.INTEREST).allowRollup(true));
    }

    @Test
    void shouldNotStoreWhatNobodyWants() {
        try (var s = interest()) {
            assertThat(s.publish("s.1", "x", "Nats-Msg-Id: a")).isEqualTo("{\"stream\":\"S\",\"seq\":1}");
            assertThat(s.state().messages()).isZero();
            assertThat(s.state().firstSequence()).isEqualTo(2);
            assertThat(s.publish("s.1", "x", "Nats-Msg-Id: a")).contains("\"seq\":1,\"duplicate\"");
            assertThat(s.publish("s.1", "x", "Nats-Expected-Last-Msg-Id: a")).contains("\"seq\":2}");
        }
    }

    @Test
    void shouldRollUpEvenWhatNobodyWants() {
        try (var s = interest()) {
            TestConsumer consumer = new TestConsumer(s, "s.1");
            s.publish("s.1", "x");
            assertThat(s.publish("s.2", "x", "Nats-Rollup: all")).contains("\"seq\":2}");
            assertThat(s.state().messages()).isZero();
            assertThat(consumer.committed).isEqualTo(2);
        }
    }

    @Test
    void shouldSkipTheDiscardCheckForWhatNobodyWants() {
        try (var s = new StreamFixture(c ->
                c.retention(RetentionPolicy.INTEREST).discard(DiscardPolicy.NEW).maxMsgs(1))) {
            new TestConsumer(s, "s.1");
            s.publish("s.1", "x");
            assertThat(s.publish("s.2", "x")).contains("\"seq\":2}");
            assertThat(s.publish("s.1", "x")).contains("10077");
        }
    }

    @Test
    void shouldRemoveWhatAllHaveAcknowledged() {
        try (var s = interest()) {
            TestConsumer all = new TestConsumer(s, ">");
            TestConsumer one = new TestConsumer(s, "s.1");
            s.publish("s.1", "x");
            s.publish("s.2", "x");
            all.acknowledge(2);
            assertThat(s.state().messages()).isEqualTo(1);
            all.acknowledge(1);
            assertThat(s.state().messages()).isEqualTo(1);
            one.acknowledge(1);
            assertThat(s.state().messages()).isZero();
            assertThat(all.removed).containsExactly(1L, 2L);
        }
    }

    @Test
    void shouldRemoveWhatADeletedConsumerLeaves() {
        try (var s = interest()) {
            TestConsumer all = new TestConsumer(s, ">");
            TestConsumer one = new TestConsumer(s, "s.1");
            s.publish("s.1", "x");
            s.publish("s.2", "x");
            all.delete();
            assertThat(s.state().subjects()).containsOnlyKeys("s.1");
            one.delete();
            assertThat(s.state().messages()).isZero();
        }
    }

    @Test
    void shouldRemoveWhatAnotherFilterLeaves() {
        try (var s = interest()) {
            TestConsumer consumer = new TestConsumer(s, ">");
            s.publish("s.1", "x");
            s.publish("s.2", "x");
            consumer.filter("s.2");
            assertThat(s.state().subjects()).containsOnlyKeys("s.2");
        }
    }

    @Test
    void shouldRemoveInTurns() {
        try (var s = interest()) {
            TestConsumer all = new TestConsumer(s, ">");
            new TestConsumer(s, "s.1");
            s.lane().run(() -> {
                IncomingMessage message = new IncomingMessage();
                for (int i = 0; i < 10_000; i++) {
                    message.take(i % 10 == 0 ? "s.1".getBytes() : "s.2".getBytes(), new byte[0], new byte[0], false);
                    s.stream().ingest().publish(message);
                }
            });
            all.delete();
            assertThat(s.state().messages()).isEqualTo(1_000);
        }
    }

    @Test
    void shouldRemoveWhatNobodyWantsWhenLimitsBecomeInterest() {
        try (var s = new StreamFixture()) {
            TestConsumer consumer = new TestConsumer(s, "s.1");
            s.publish("s.1", "x");
            s.publish("s.1", "x");
            s.publish("s.2", "x");
            consumer.acknowledge(1);
            assertThat(s.state().messages()).isEqualTo(3);
            s.update(c -> c.retention(RetentionPolicy.INTEREST));
            assertThat(s.state().messages()).isEqualTo(1);
            assertThat(s.state().firstSequence()).isEqualTo(2);
        }
    }

    @Test
    void shouldKeepWorkUntilItIsDone() {
        try (var s = new StreamFixture(c -> c.retention(RetentionPolicy.WORK_QUEUE))) {
            s.publish("s.1", "x");
            s.publish("s.2", "x");
            assertThat(s.state().messages()).isEqualTo(2);
            TestConsumer consumer = new TestConsumer(s, ">");
            consumer.acknowledge(1);
            assertThat(s.state().messages()).isEqualTo(1);
            consumer.delete();
            assertThat(s.state().messages()).isEqualTo(1);
        }
    }

    @Test
    void shouldNotRemoveByAcknowledgementWithLimits() {
        try (var s = new StreamFixture()) {
            TestConsumer consumer = new TestConsumer(s, ">");
            s.publish("s.1", "x");
            consumer.acknowledge(1);
            assertThat(s.state().messages()).isEqualTo(1);
        }
    }
}
