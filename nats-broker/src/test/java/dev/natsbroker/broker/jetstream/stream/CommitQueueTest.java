package dev.natsbroker.broker.jetstream.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.natsbroker.broker.jetstream.model.ApiError;
import dev.natsbroker.broker.jetstream.model.JetStreamError;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class CommitQueueTest {
    private final List<Throwable> failures = new ArrayList<>();
    private final CommitQueue queue = new CommitQueue(failures::add);
    private final List<String> told = new ArrayList<>();

    private final CommitQueue.Waiting stream = new CommitQueue.Waiting() {
        @Override
        public boolean durable(long sequence, byte[] reply, int offset, int length) {
            told.add(sequence + ":" + new String(reply, offset, length, StandardCharsets.US_ASCII));
            return true;
        }

        @Override
        public void failed(ApiError why, byte[] reply, int offset, int length) {
            told.add("failed:" + new String(reply, offset, length, StandardCharsets.US_ASCII));
        }

        @Override
        public void settled() {
            told.add("settled");
        }
    };

    @Test
    void shouldTellNothingBeforeItIsDurable() {
        // given
        await(10, 1, "r1");
        await(20, 2, "r2");

        // when
        queue.durable(9);

        // then
        assertThat(told).isEmpty();
        assertThat(queue.size()).isEqualTo(2);
    }

    @Test
    void shouldTellWhatIsDurableInOrder() {
        // given
        await(10, 1, "r1");
        queue.await(15, () -> told.add("answer"));
        await(20, 2, "");
        await(21, 3, "r3");

        // when
        queue.durable(20);

        // then
        assertThat(told).containsExactly("1:r1", "answer", "2:");
    }

    @Test
    void shouldTellThoseBehindAnAnswerThatThrows() {
        // given
        OutOfMemoryError thrown = new OutOfMemoryError("for the test");
        queue.await(10, () -> {
            throw thrown;
        });
        await(20, 2, "r2");

        // when
        queue.durable(20);

        // then
        assertThat(told).containsExactly("2:r2");
        assertThat(failures).containsExactly(thrown);
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void shouldAnswerAtOnceWhatIsDurableAlready() {
        // given
        queue.durable(50);

        // when
        queue.await(50, () -> told.add("now"));
        queue.await(51, () -> told.add("later"));

        // then
        assertThat(told).containsExactly("now");
    }

    @Test
    void shouldNotLetAnAnswerOvertakeWhatWaits() {
        // given
        await(10, 1, "r1");

        // when
        queue.await(5, () -> told.add("second"));
        queue.durable(10);

        // then
        assertThat(told).containsExactly("1:r1", "second");
    }

    @Test
    void shouldSettleAtTheEndOfTheBatch() {
        // given
        await(10, 1, "");
        queue.durable(10);

        // when
        boolean some = queue.settle();
        boolean again = queue.settle();

        // then
        assertThat(told).containsExactly("1:", "settled");
        assertThat(some).isTrue();
        assertThat(again).isFalse();
    }

    @Test
    void shouldTellThatNothingBecomesDurableWhenTheJournalHasFailed() {
        // given
        queue.durable(5);
        await(10, 1, "r1");

        // when
        queue.fail(JetStreamError.STREAM_STORE_FAILED.with("broken"));
        await(10, 2, "r2");
        CompletableFuture<String> old = queue.future(5, "old");
        CompletableFuture<String> recent = queue.future(10, "recent");

        // then
        assertThat(told).as("in the middle of a batch").isEmpty();
        queue.settle();
        assertThat(told).containsExactly("failed:r1", "failed:r2");
        assertThat(old).isCompletedWithValue("old");
        assertThat(recent).failsWithin(Duration.ZERO).withThrowableThat().withMessageContaining("broken");
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void shouldKeepEveryReplyWhileItGrowsAndShrinks() {
        // given
        long seed = 20_261_125;
        Random random = new Random(seed);
        List<String> expected = new ArrayList<>();
        long sequence = 0;
        long durable = 0;

        // when
        for (int i = 0; i < 20_000; i++) {
            if (random.nextInt(3) > 0) {
                sequence++;
                String reply = "_INBOX." + "x".repeat(random.nextInt(60)) + sequence;
                expected.add(sequence + ":" + reply);
                await(sequence, sequence, reply);
            } else {
                durable += random.nextInt((int) (sequence - durable) + 1);
                queue.durable(durable);
            }
        }
        queue.durable(sequence);

        // then
        assertThat(told).as("seed " + seed).isEqualTo(expected);
    }

    private void await(long position, long sequence, String reply) {
        byte[] bytes = reply.getBytes(StandardCharsets.US_ASCII);
        queue.await(position, stream, sequence, bytes, 0, bytes.length);
    }
}
