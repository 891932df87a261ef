package dev.natsbroker.broker.jetstream.store;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link StreamStore} has to do. A test of an implementation extends this. */
public abstract class StreamStoreContract {
    private StoreHand hand;
    private StreamStore store;

    /** An empty store that nothing was ever stored in. */
    protected abstract StreamStore newStore();

    /** Whether headers cost this and payloads that: the accounted size by the spec. */
    protected abstract long expectedSize(int subjectLength, int headersLength, int payloadLength);

    /** The store after it was closed and opened again; a store that lives in memory only gives itself back. */
    protected StreamStore reopen(StreamStore open) {
        return open;
    }

    @BeforeEach
    public void openStore() {
        store = newStore();
        hand = new StoreHand(store);
    }

    @AfterEach
    public void closeStore() {
        store.close();
    }

    private void reopen() {
        store = reopen(store);
        hand.replace(store);
    }

    // ---- state

    @Test
    public void shouldStartWithNothing() {
        assertState(0, 0, 0);
        assertThat(store.bytes()).isZero();
        assertThat(store.firstTimeNanos()).isZero();
        assertThat(store.lastTimeNanos()).isZero();
        assertThat(store.subjectCount()).isZero();
        assertThat(store.damage()).isNull();
        assertThat(store.isFull()).isFalse();
        assertThat(hand.read(0)).isNull();
        assertThat(hand.read(1)).isNull();
        assertThat(hand.next(">", 0)).isZero();
        assertThat(hand.previous(">", Long.MAX_VALUE)).isZero();
        assertThat(hand.count(">", 0)).isZero();
        assertThat(store.firstAtOrAfter(0)).isEqualTo(1);
        assertThat(hand.deleted()).isEmpty();
        assertThat(store.remove(1, false)).isFalse();
        assertThat(hand.purge(">", 1, 0)).isZero();
    }

    @Test
    public void shouldCountFromOne() {
        assertThat(hand.append("a", "", "x", 100)).isEqualTo(1);
        assertThat(hand.append("b", "", "y", 200)).isEqualTo(2);

        assertState(2, 1, 2);
        assertThat(store.firstTimeNanos()).isEqualTo(100);
        assertThat(store.lastTimeNanos()).isEqualTo(200);
        assertThat(store.subjectCount()).isEqualTo(2);
    }

    @Test
    public void shouldBeOneBehindTheLastOnceEmptied() {
        hand.append("a", "", "x", 100);
        hand.append("a", "", "x", 200);
        store.remove(2, false);
        store.remove(1, false);

        assertState(0, 3, 2);
        assertThat(store.bytes()).isZero();
        assertThat(store.firstTimeNanos()).isZero();
        assertThat(store.lastTimeNanos()).isEqualTo(200);
        assertThat(store.subjectCount()).isZero();
        assertThat(hand.deleted()).isEmpty();
        assertThat(store.deletedCount()).isZero();
        assertThat(store.firstAtOrAfter(0)).isEqualTo(3);
        reopen();
        assertState(0, 3, 2);
        assertThat(store.lastTimeNanos()).isEqualTo(200);
        assertThat(hand.append("b")).isEqualTo(3);
        assertState(1, 3, 3);
    }

    @Test
    public void shouldMoveTheFirstToTheNextThatIsLeft() {
        appendMany("a", 5);
        store.remove(3, false);
        store.remove(2, false);
        assertState(3, 1, 5);

        store.remove(1, false);

        assertState(2, 4, 5);
        assertThat(store.firstTimeNanos()).isEqualTo(4);
    }

    @Test
    public void shouldNeverLowerTheLast() {
        appendMany("a", 3);
        store.remove(3, false);
        assertState(2, 1, 3);
        assertThat(store.lastTimeNanos()).isEqualTo(3);
        assertThat(hand.deleted()).containsExactly("3-3");
        assertThat(store.deletedCount()).isEqualTo(1);
        reopen();
        assertThat(store.lastSequence()).isEqualTo(3);
        assertThat(hand.append("a")).isEqualTo(4);
    }

    @Test
    public void shouldAccountEachMessageByItsSize() {
        assertThat(store.sizeOf(10, 0, 100)).isEqualTo(expectedSize(10, 0, 100));
        assertThat(store.sizeOf(10, 20, 100)).isEqualTo(expectedSize(10, 20, 100));
        hand.append("abc", "", "12345", 1);
        hand.append("d", "NATS/1.0\r\n\r\n", "", 2);
        assertThat(store.bytes()).isEqualTo(expectedSize(3, 0, 5) + expectedSize(1, 12, 0));
        reopen();
        assertThat(store.bytes()).isEqualTo(expectedSize(3, 0, 5) + expectedSize(1, 12, 0));

        store.remove(1, false);

        assertThat(store.bytes()).isEqualTo(expectedSize(1, 12, 0));
    }

    // ---- reading

    @Test
    public void shouldGiveBackWhatWasStored() {
        hand.append("a.b", "NATS/1.0\r\nK: v\r\n\r\n", "hello", 77);
        hand.append("c", "", "", 78);
        hand.append("d", "NATS/1.0\r\n\r\n", "", 79);

        for (int round = 0; round < 2; round++) {
            assertThat(hand.read(1)).isEqualTo("a.b|NATS/1.0\r\nK: v\r\n\r\n|hello@77");
            assertThat(hand.read(2)).isEqualTo("c||@78");
            assertThat(hand.read(3)).isEqualTo("d|NATS/1.0\r\n\r\n|@79");
            assertThat(hand.read(4)).isNull();
            assertThat(hand.read(0)).isNull();
            reopen();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 63, 1024, 4_000, 65_536, 131_072, 524_288, 1_048_576})
    public void shouldKeepPayloadsOfEachSize(int size) {
        Random random = new Random(size);
        List<byte[]> payloads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            byte[] payload = new byte[size];
            random.nextBytes(payload);
            payloads.add(payload);
            hand.append("s", new byte[i * 7], payload, i);
        }
        store.remove(2, false);
        for (int round = 0; round < 2; round++) {
            for (int i : new int[] {0, 2, 3}) {
                String expected = "s|" + "\0".repeat(i * 7) + '|' + new String(payloads.get(i), ISO_8859_1) + '@' + i;
                assertThat(expected.equals(hand.read(i + 1))).isTrue();
            }
            assertThat(hand.read(2)).isNull();
            reopen();
        }
    }

    @Test
    public void shouldReadNoMoreWhatWasRemoved() {
        appendMany("a", 3);
        assertThat(store.remove(2, false)).isTrue();
        assertThat(hand.read(2)).isNull();
        assertThat(store.remove(2, false)).isFalse();
        assertThat(store.remove(4, false)).isFalse();
        assertThat(store.remove(0, false)).isFalse();
        reopen();
        assertThat(hand.read(2)).isNull();
        assertThat(hand.read(1)).isNotNull();
        assertThat(hand.read(3)).isNotNull();
    }

    @Test
    public void shouldEraseWithoutHarmToTheOthers() {
        hand.append("a", "", "left", 1);
        hand.append("b", "hdr", "secret", 2);
        hand.append("c", "", "right", 3);

        assertThat(store.remove(2, true)).isTrue();

        for (int round = 0; round < 2; round++) {
            assertThat(hand.read(1)).isEqualTo("a||left@1");
            assertThat(hand.read(2)).isNull();
            assertThat(hand.read(3)).isEqualTo("c||right@3");
            assertThat(hand.countOf("b")).isZero();
            reopen();
        }
        assertThat(hand.heard).containsExactly("removed 2 b");
    }

    // ---- skipping

    @Test
    public void shouldBeginAtTheSequenceBehindASkip() {
        store.skipTo(41, 0);
        assertState(0, 42, 41);
        assertThat(store.lastTimeNanos()).isZero();
        reopen();
        assertState(0, 42, 41);
        assertThat(hand.append("a")).isEqualTo(42);
        assertState(1, 42, 42);
    }

    @Test
    public void shouldLeaveAGapWhereItSkips() {
        hand.append("a", "", "x", 10);
        store.skipTo(5, 20);
        assertState(1, 1, 5);
        assertThat(store.lastTimeNanos()).isEqualTo(20);
        assertThat(hand.deleted()).containsExactly("2-5");
        assertThat(hand.append("a")).isEqualTo(6);
        assertThat(hand.deleted()).containsExactly("2-5");
        assertThat(store.deletedCount()).isEqualTo(4);
        assertThat(hand.next(">", 2)).isEqualTo(6);
        assertThat(hand.heard).isEmpty();
    }

    @Test
    public void shouldNotSkipBackwards() {
        appendMany("a", 3);
        store.skipTo(3, 99);
        store.skipTo(1, 99);
        assertState(3, 1, 3);
        assertThat(store.lastTimeNanos()).isEqualTo(3);
    }

    @Test
    public void shouldSkipBillionsForNothing() {
        hand.append("a", "", "x", 10);
        store.skipTo(3_000_000_000L, 20);
        hand.append("a", "", "y", 30);
        store.skipTo(9_000_000_000_000L, 40);
        hand.append("b", "", "z", 50);

        for (int round = 0; round < 2; round++) {
            assertState(3, 1, 9_000_000_000_001L);
            assertThat(hand.next("a", 2)).isEqualTo(3_000_000_001L);
            assertThat(hand.next("*", 3_000_000_002L)).isEqualTo(9_000_000_000_001L);
            assertThat(hand.previous("a", 9_000_000_000_000L)).isEqualTo(3_000_000_001L);
            assertThat(hand.previous("*", 3_000_000_000L)).isEqualTo(1);
            assertThat(hand.count("*", 2)).isEqualTo(2);
            assertThat(store.firstAtOrAfter(11)).isEqualTo(3_000_000_001L);
            assertThat(hand.read(3_000_000_001L)).isEqualTo("a||y@30");
            assertThat(hand.deleted()).containsExactly("2-3000000000", "3000000002-9000000000000");
            assertThat(store.deletedCount()).isEqualTo(9_000_000_000_001L - 3);
            reopen();
        }
        store.remove(1, false);
        assertState(2, 3_000_000_001L, 9_000_000_000_001L);
    }

    @Test
    public void shouldMoveTheFirstWhenItSkipsWhileEmpty() {
        appendMany("a", 2);
        hand.purge(">", 3, 0);
        store.skipTo(7, 70);
        assertState(0, 8, 7);
        assertThat(store.lastTimeNanos()).isEqualTo(70);
        reopen();
        assertState(0, 8, 7);
        assertThat(store.lastTimeNanos()).isEqualTo(70);
    }

    // ---- purging

    @Test
    public void shouldPurgeEverything() {
        appendMany("a", 3);
        appendMany("b", 2);

        assertThat(hand.purge(">", 6, 0)).isEqualTo(5);

        assertState(0, 6, 5);
        assertThat(store.bytes()).isZero();
        assertThat(store.subjectCount()).isZero();
        assertThat(store.lastTimeNanos()).isEqualTo(5);
        assertThat(hand.heard).containsExactly("purged > 1 5");
        reopen();
        assertState(0, 6, 5);
        assertThat(hand.read(3)).isNull();
        assertThat(hand.append("a")).isEqualTo(6);
        assertThat(hand.firstOf("a")).isEqualTo(6);
    }

    @Test
    public void shouldPurgeWhatIsBelowASequence() {
        appendMany("a", 5);
        assertThat(hand.purge(">", 0, 0)).isZero();
        assertThat(hand.purge(">", 1, 0)).isZero();
        assertThat(hand.heard).isEmpty();

        assertThat(hand.purge(">", 4, 0)).isEqualTo(3);

        assertState(2, 4, 5);
        reopen();
        assertState(2, 4, 5);
        assertThat(hand.countOf("a")).isEqualTo(2);
        assertThat(hand.firstOf("a")).isEqualTo(4);
    }

    @Test
    public void shouldKeepTheLastOfWhatItPurges() {
        appendMany("a", 5);
        assertThat(hand.purge(">", 6, 7)).isZero();
        assertThat(hand.purge(">", 6, 2)).isEqualTo(3);
        assertState(2, 4, 5);
        assertThat(hand.purge(">", 5, 1)).isZero();
        assertState(2, 4, 5);
    }

    @Test
    public void shouldPurgeOneSubject() {
        alternate("a", "b", 6);

        assertThat(hand.purge("a", Long.MAX_VALUE, 0)).isEqualTo(3);

        assertState(3, 2, 6);
        assertThat(hand.countOf("a")).isZero();
        assertThat(hand.deleted()).containsExactly("3-3", "5-5");
        assertPurged("a", 1, 5);
        assertThat(hand.purge("nothing", Long.MAX_VALUE, 0)).isZero();
        assertThat(hand.purge("no.*", Long.MAX_VALUE, 0)).isZero();
        assertThat(hand.heard).isEmpty();
        reopen();
        assertState(3, 2, 6);
        assertThat(hand.deleted()).containsExactly("3-3", "5-5");
    }

    @Test
    public void shouldPurgeOneSubjectBelowASequenceAndKeepTheLastOfThem() {
        alternate("a", "b", 10);

        assertThat(hand.purge("a", 8, 1)).isEqualTo(3);

        assertThat(hand.firstOf("a")).isEqualTo(7);
        assertThat(hand.countOf("a")).isEqualTo(2);
        assertThat(hand.countOf("b")).isEqualTo(5);
        assertPurged("a", 1, 5);
    }

    @Test
    public void shouldPurgeByWildcard() {
        alternate("x.a", "y.a", 4);
        alternate("x.b", "x.a", 4);

        assertThat(hand.purge("x.*", 8, 2)).isEqualTo(3);

        assertThat(hand.subjects(SubjectFilter.ALL))
                .containsEntry("y.a", List.of(2L, 2L, 4L))
                .containsEntry("x.b", List.of(1L, 7L, 7L))
                .containsEntry("x.a", List.of(2L, 6L, 8L));
        assertPurged("x.*", 1, 5);
        reopen();
        assertThat(hand.subjects(SubjectFilter.ALL)).hasSize(3).containsEntry("x.a", List.of(2L, 6L, 8L));
    }

    @Test
    public void shouldGoOnAtASequenceBeyondTheLast() {
        appendMany("a", 3);

        assertThat(hand.purge(">", 100, 0)).isEqualTo(3);

        assertState(0, 100, 99);
        assertThat(store.lastTimeNanos()).isEqualTo(3);
        assertThat(hand.heard).hasSize(1);
        reopen();
        assertState(0, 100, 99);
        assertThat(hand.append("a")).isEqualTo(100);
        assertThat(hand.purge("a", 500, 0)).isEqualTo(1);
        assertState(0, 101, 100);
    }

    @Test
    public void shouldGoOnAtASequenceBeyondTheLastWhenNothingWasStored() {
        assertThat(hand.purge(">", 100, 0)).isZero();
        assertState(0, 100, 99);
        assertThat(hand.heard).isEmpty();
    }

    // ---- listener

    @Test
    public void shouldTellOfEachRemovedMessageInOrder() {
        alternate("a", "b", 4);
        store.remove(3, false);
        store.remove(2, false);
        store.remove(2, false);
        store.remove(9, false);
        assertThat(hand.heard).containsExactly("removed 3 a", "removed 2 b");
    }

    @Test
    public void shouldTellOfARemovalOnceItIsDone() {
        appendMany("a", 2);
        List<Long> seen = new ArrayList<>();
        store.onRemoval(new RemovalListener() {
            @Override
            public void removed(long sequence, byte[] subject, int offset, int length) {
                seen.add(store.messages());
                seen.add(store.countOf(subject, offset, length));
                seen.add(store.firstSequence());
            }

            @Override
            public void purged(byte[] filter, long fromSequence, long toSequence) {
                seen.add(store.messages());
            }
        });
        store.remove(1, false);
        hand.purge(">", 3, 0);
        assertThat(seen).containsExactly(1L, 1L, 2L, 0L);
    }

    // ---- subjects

    @Test
    public void shouldKnowTheFirstTheLastAndTheNumberOfASubject() {
        alternate("a", "b", 7);
        assertThat(hand.firstOf("a")).isEqualTo(1);
        assertThat(hand.lastOf("a")).isEqualTo(7);
        assertThat(hand.countOf("a")).isEqualTo(4);
        assertThat(hand.lastOf("c")).isZero();
        assertThat(hand.firstOf("c")).isZero();
        assertThat(hand.countOf("c")).isZero();

        store.remove(1, false);
        assertThat(hand.firstOf("a")).isEqualTo(3);
        store.remove(5, false);
        assertThat(hand.firstOf("a")).isEqualTo(3);
        store.remove(3, false);
        assertThat(hand.firstOf("a")).isEqualTo(7);
        reopen();
        assertThat(hand.firstOf("a")).isEqualTo(7);
        assertThat(hand.countOf("a")).isEqualTo(1);
        store.remove(6, false);
        assertThat(hand.lastOf("b")).isEqualTo(4);
        assertThat(hand.firstOf("b")).isEqualTo(2);
        store.remove(7, false);
        assertThat(hand.lastOf("a")).isZero();
        assertThat(store.subjectCount()).isEqualTo(1);
    }

    @Test
    public void shouldShowTheSubjectsThatMatch() {
        for (String subject : List.of("a.1", "a.2", "b.1", "a.1", "c")) {
            hand.append(subject);
        }
        for (int round = 0; round < 2; round++) {
            assertThat(hand.subjects(SubjectFilter.of("a.*")))
                    .hasSize(2)
                    .containsEntry("a.1", List.of(2L, 1L, 4L))
                    .containsEntry("a.2", List.of(1L, 2L, 2L));
            assertThat(hand.subjects(SubjectFilter.of("c"))).containsOnlyKeys("c");
            assertThat(hand.subjects(SubjectFilter.of(List.of("c", "x", "*.1", "a.1"))))
                    .containsOnlyKeys("a.1", "b.1", "c");
            assertThat(hand.subjects(SubjectFilter.ALL)).hasSize(4);
            reopen();
        }
        List<String> shown = new ArrayList<>();
        store.subjects(SubjectFilter.ALL, (bytes, offset, length, count, first, last) -> {
            shown.add(new String(bytes, offset, length, UTF_8));
            return shown.size() < 2;
        });
        assertThat(shown).hasSize(2);
    }

    @Test
    public void shouldFindTheNextMatch() {
        alternate("x.a", "y.a", 6);
        hand.append("z");
        store.remove(3, false);
        assertThat(hand.next("x.a", 0)).isEqualTo(1);
        assertThat(hand.next("x.a", 1)).isEqualTo(1);
        assertThat(hand.next("x.a", 2)).isEqualTo(5);
        assertThat(hand.next("x.a", 6)).isZero();
        assertThat(hand.next("*.a", 3)).isEqualTo(4);
        assertThat(hand.next("*.a", 7)).isZero();
        assertThat(hand.next(">", 3)).isEqualTo(4);
        assertThat(hand.next(">", 8)).isZero();
        assertThat(hand.next("q", 1)).isZero();
        assertThat(store.nextMatching(SubjectFilter.of(List.of("z", "x.a")), 2)).isEqualTo(5);
        assertThat(store.nextMatching(SubjectFilter.of(List.of("z", "x.*")), 6)).isEqualTo(7);
        assertThat(store.nextMatching(SubjectFilter.of(List.of("p", "q")), 1)).isZero();
    }

    @Test
    public void shouldFindTheLastMatch() {
        alternate("x.a", "y.a", 6);
        hand.append("z");
        store.remove(5, false);
        assertThat(hand.previous("x.a", Long.MAX_VALUE)).isEqualTo(3);
        assertThat(hand.previous("x.a", 2)).isEqualTo(1);
        assertThat(hand.previous("y.a", 1)).isZero();
        assertThat(hand.previous("*.a", 5)).isEqualTo(4);
        assertThat(hand.previous(">", 5)).isEqualTo(4);
        assertThat(hand.previous(">", 0)).isZero();
        assertThat(hand.previous("q.*", 7)).isZero();
        assertThat(store.lastMatching(SubjectFilter.of(List.of("z", "x.a")), 6)).isEqualTo(3);
    }

    @Test
    public void shouldCountTheMatches() {
        alternate("x.a", "y.a", 10);
        store.remove(7, false);
        assertThat(hand.count("x.a", 0)).isEqualTo(4);
        assertThat(hand.count("x.a", 4)).isEqualTo(2);
        assertThat(hand.count("*.a", 4)).isEqualTo(6);
        assertThat(hand.count(">", 4)).isEqualTo(6);
        assertThat(hand.count(">", 11)).isZero();
        assertThat(hand.count("q", 1)).isZero();
        assertThat(store.countMatching(SubjectFilter.of(List.of("y.a", "x.a", "*.a")), 9))
                .isEqualTo(2);
    }

    @Test
    public void shouldFindFarMatches() {
        for (int i = 1; i <= 6_000; i++) {
            hand.append(i % 2_000 == 0 ? "rare.x" : i % 3 == 0 ? "often.x" : "other." + i % 50);
        }
        SubjectFilter rare = SubjectFilter.of(List.of("rare.*", "none.*"));
        assertThat(hand.next("rare.x", 2_001)).isEqualTo(4_000);
        assertThat(store.nextMatching(rare, 1)).isEqualTo(2_000);
        assertThat(store.nextMatching(rare, 2_001)).isEqualTo(4_000);
        assertThat(store.lastMatching(rare, 5_999)).isEqualTo(4_000);
        assertThat(store.lastMatching(rare, 1_999)).isZero();
        assertThat(store.countMatching(rare, 2_001)).isEqualTo(2);
        assertThat(hand.count("often.x", 3_000)).isEqualTo(1_000);
        assertThat(hand.previous("often.x", 2_999)).isEqualTo(2_997);
    }

    // ---- time, deleted ranges

    @Test
    public void shouldFindTheFirstMessageSinceATime() {
        for (long time : new long[] {10, 20, 20, 30, 40}) {
            hand.append("a", "", "x", time);
        }
        store.remove(2, false);
        for (int round = 0; round < 2; round++) {
            assertThat(store.firstAtOrAfter(0)).isEqualTo(1);
            assertThat(store.firstAtOrAfter(10)).isEqualTo(1);
            assertThat(store.firstAtOrAfter(11)).isEqualTo(3);
            assertThat(store.firstAtOrAfter(20)).isEqualTo(3);
            assertThat(store.firstAtOrAfter(40)).isEqualTo(5);
            assertThat(store.firstAtOrAfter(41)).isEqualTo(6);
            reopen();
        }
        store.remove(5, false);
        assertThat(store.firstAtOrAfter(40)).isEqualTo(6);
    }

    @Test
    public void shouldShowTheDeletedRanges() {
        appendMany("a", 12);
        for (long sequence : new long[] {1, 2, 5, 4, 9, 11, 12}) {
            store.remove(sequence, false);
        }
        for (int round = 0; round < 2; round++) {
            assertThat(hand.deleted()).containsExactly("4-5", "9-9", "11-12");
            assertThat(store.deletedCount()).isEqualTo(5);
            reopen();
        }
    }

    @Test
    public void shouldBehaveLikeAModelWhateverIsDone() {
        long seed = System.nanoTime();
        System.out.println(getClass().getSimpleName() + " seed " + seed);
        RandomStoreRun run = new RandomStoreRun(seed, hand, this::reopen);
        run.run(6_000);
    }

    private void assertState(long messages, long first, long last) {
        assertThat(List.of(store.messages(), store.firstSequence(), store.lastSequence()))
                .as("messages, first, last")
                .containsExactly(messages, first, last);
    }

    /** One call, whose range holds all that was removed and nothing that was kept. */
    private void assertPurged(String filter, long removedFirst, long removedLast) {
        assertThat(hand.heard).hasSize(1);
        String[] words = hand.takeHeard().get(0).split(" ", -1);
        assertThat(words[0] + words[1]).isEqualTo("purged" + filter);
        assertThat(Long.parseLong(words[2])).isLessThanOrEqualTo(removedFirst);
        assertThat(Long.parseLong(words[3])).isGreaterThanOrEqualTo(removedLast);
        long next = hand.next(filter, Long.parseLong(words[2]));
        assertThat(next == 0 || next > Long.parseLong(words[3])).isTrue();
    }

    private void appendMany(String subject, int count) {
        for (int i = 0; i < count; i++) {
            hand.append(subject);
        }
    }

    private void alternate(String odd, String even, int count) {
        for (int i = 0; i < count; i++) {
            hand.append(i % 2 == 0 ? odd : even);
        }
    }
}
