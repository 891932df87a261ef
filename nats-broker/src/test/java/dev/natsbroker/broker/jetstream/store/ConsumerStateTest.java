package dev.natsbroker.broker.jetstream.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConsumerStateTest {
    private final List<byte[]> log = new ArrayList<>();
    private final ConsumerStore store = new ConsumerStore() {
        @Override
        public void log(byte[] effect, int offset, int length) {
            log.add(Arrays.copyOfRange(effect, offset, offset + length));
        }

        @Override
        public void update(byte[] meta) {}

        @Override
        public long position() {
            return 0;
        }

        @Override
        public void delete() {}
    };

    @Test
    void shouldBeginBeforeItsFirstSequence() {
        ConsumerState state = new ConsumerState();

        state.start(5, 0);

        assertThat(describe(state)).isEqualTo("delivered 0/4 floor 0/4 skip 0 pending 0 redelivered 0 []");
    }

    @Test
    void shouldLogRunsInAFewBytes() {
        ConsumerState state = new ConsumerState();
        state.start(1, 0);
        state.log(store);
        for (int i = 1; i <= 256; i++) {
            state.deliver(i, 1_700_000_000_000_000_000L, true);
        }
        state.log(store);
        for (int i = 1; i <= 256; i++) {
            state.ack(state.pending().find(i));
        }
        state.log(store);

        assertThat(log.get(1)).hasSizeLessThan(16);
        assertThat(log.get(2)).hasSizeLessThan(8);
        assertThat(describe(state)).isEqualTo("delivered 256/256 floor 256/256 skip 0 pending 0 redelivered 0 []");
    }

    @Test
    void shouldLogWhatAPurgeAcknowledgesBackwardsInAFewBytes() {
        ConsumerState state = new ConsumerState();
        state.start(1, 0);
        for (int i = 1; i <= 256; i++) {
            state.deliver(i, 1_700_000_000_000_000_000L, true);
        }
        state.log(store);
        for (int i = 255; i > 1; i--) {
            state.ack(state.pending().find(i));
        }
        state.log(store);

        ConsumerState replayed = new ConsumerState();
        log.forEach(effect -> replayed.apply(effect, 0, effect.length));
        assertThat(log.get(1)).hasSizeLessThan(8);
        assertThat(describe(replayed)).isEqualTo(describe(state));
        assertThat(replayed.pending().pendingCount()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void shouldBeTheSameLiveAndReplayedAndRestored(long seed) {
        System.out.println("ConsumerStateTest seed " + seed);
        Random random = new Random(seed);
        boolean isAcked = seed % 5 != 0;
        ConsumerState live = new ConsumerState();
        live.start(1 + random.nextInt(10), random.nextInt(3));
        ConsumerState restored = new ConsumerState();
        int replayed = 0;
        for (int step = 0; step < 20_000; step++) {
            change(live, random, isAcked, 1_000L + step);
            if (random.nextInt(8) == 0) {
                live.log(store);
            }
            if (random.nextInt(2_000) == 0) {
                live.log(store);
                restored.restore(live.snapshot());
                replayed = log.size();
                assertThat(describe(restored)).isEqualTo(describe(live));
            }
        }
        live.log(store);
        ConsumerState fromLog = new ConsumerState();
        log.forEach(effect -> fromLog.apply(effect, 0, effect.length));
        log.subList(replayed, log.size()).forEach(effect -> restored.apply(effect, 0, effect.length));

        assertThat(describe(fromLog)).isEqualTo(describe(live));
        assertThat(describe(restored)).isEqualTo(describe(live));
        assertThat(restored.snapshot()).isEqualTo(live.snapshot());
    }

    private static void change(ConsumerState state, Random random, boolean isAcked, long time) {
        PendingMessages pending = state.pending();
        int kind = random.nextInt(100);
        if (kind < 40 || pending.pendingCount() == 0) {
            if (pending.pendingCount() < 500) {
                state.deliver(
                        state.deliveredStream() + 1 + (random.nextInt(4) == 0 ? random.nextInt(5) : 0), time, isAcked);
            }
            return;
        }
        int entry = pending.first();
        for (int i = random.nextInt(20); i > 0 && pending.next(entry) != PendingMessages.NONE; i--) {
            entry = pending.next(entry);
        }
        if (kind < 70) {
            state.ack(entry);
        } else if (kind < 78) {
            state.deliverAgain(entry, time);
        } else if (kind < 84) {
            state.delay(entry, time + random.nextInt(50));
            if (random.nextBoolean()) {
                pending.enqueue(entry);
            }
        } else if (kind < 90) {
            state.progress(entry, time);
        } else if (kind < 95) {
            state.exhaust(entry);
        } else if (kind < 97) {
            state.ackAll(pending.sequence(entry), pending.consumerSequence(entry));
        } else if (kind < 99) {
            state.raiseFloor(pending.sequence(entry));
        } else if (random.nextInt(10) == 0) {
            state.lowerCeiling(Math.max(0, state.deliveredStream() - random.nextInt(5)));
        } else if (random.nextInt(20) == 0) {
            state.start(1 + random.nextInt(100), 0);
        }
    }

    @Test
    void shouldRefuseDamagedSnapshotsAndKeepItsState() {
        Random random = new Random(11);
        ConsumerState state = new ConsumerState();
        state.start(1, 0);
        for (int i = 0; i < 500; i++) {
            change(state, random, true, 1_000 + i);
        }
        byte[] good = state.snapshot();
        String before = describe(state);
        for (int i = 0; i < 3_000; i++) {
            byte[] bad = random.nextBoolean() ? good.clone() : Arrays.copyOf(good, random.nextInt(good.length));
            if (bad.length == good.length) {
                bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
            }
            assertThatThrownBy(() -> state.restore(bad)).isInstanceOf(IllegalArgumentException.class);
            assertThat(describe(state)).isEqualTo(before);
        }
        byte[] other = good.clone();
        other[3] = 2;
        assertThatThrownBy(() -> state.restore(other)).hasMessageContaining("unknown version 2");
    }

    @Test
    void shouldRefuseWhatIsNoEffect() {
        Random random = new Random(12);
        for (int i = 0; i < 20_000; i++) {
            ConsumerState state = new ConsumerState();
            state.start(1, 0);
            state.deliver(1, 5, true);
            state.deliver(2, 5, true);
            byte[] bytes = new byte[1 + random.nextInt(12)];
            random.nextBytes(bytes);
            bytes[0] = (byte) (1 + random.nextInt(11));
            try {
                state.apply(bytes, 0, bytes.length);
            } catch (IllegalArgumentException e) {
                assertThat(e.getMessage()).isNotEmpty();
            }
        }
    }

    @Test
    void shouldKeepWaitListsInTheOrderOfTime() {
        ConsumerState state = new ConsumerState();
        state.start(1, 0);
        PendingMessages pending = state.pending();
        pending.waitLists(2);
        state.deliver(1, 10, true);
        state.deliver(2, 11, true);
        state.deliver(3, 12, true);
        state.deliverAgain(pending.find(1), 13);

        assertThat(pending.sequence(pending.waitHead(0))).isEqualTo(2);
        assertThat(pending.sequence(pending.waitHead(1))).isEqualTo(1);
        pending.waitLists(1);
        assertThat(pending.sequence(pending.waitHead(0))).isEqualTo(2);
        state.ack(pending.find(2));
        state.ack(pending.find(3));
        assertThat(pending.sequence(pending.waitHead(0))).isEqualTo(1);
    }

    private static String describe(ConsumerState state) {
        PendingMessages pending = state.pending();
        List<String> entries = new ArrayList<>();
        for (int entry = 0; entry < pending.limit(); entry++) {
            if (pending.isUsed(entry)) {
                entries.add(String.format(
                        "%010d:%d*%d@%d>%d",
                        pending.sequence(entry),
                        pending.consumerSequence(entry),
                        pending.deliveries(entry),
                        pending.time(entry),
                        pending.due(entry)));
            }
        }
        entries.sort(null);
        return "delivered " + state.deliveredConsumer() + "/" + state.deliveredStream() + " floor "
                + state.floorConsumer() + "/" + state.floorStream() + " skip " + state.skipUntil() + " pending "
                + pending.pendingCount() + " redelivered " + pending.redeliveredCount() + " " + entries;
    }
}
