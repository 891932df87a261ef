package dev.natsbroker.broker.jetstream.meta;

import dev.natsbroker.broker.jetstream.model.JetStreamError;
import dev.natsbroker.broker.jetstream.model.JetStreamException;
import dev.natsbroker.broker.jetstream.model.StreamConfig;
import dev.natsbroker.broker.jetstream.stream.Stream;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One stream in the registry of its account. Owned by the control lane, except where noted.
 *
 * <p>The configuration here is what the control lane has decided; the stream on its lane follows, in the order of the decisions. What
 * is asked of a stream that is still being made waits for it.
 */
public final class StreamEntry {
    private final JetStreamAccount account;
    private final String name;
    private final Instant created;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private volatile StreamConfig config;
    private volatile @Nullable Stream stream;
    private volatile @Nullable StreamConsumers consumers;
    private boolean deleted;

    StreamEntry(JetStreamAccount account, StreamConfig config, Instant created) {
        this.account = account;
        this.name = config.name();
        this.config = config;
        this.created = created;
    }

    /** The account that it belongs to; any thread may ask. */
    public JetStreamAccount account() {
        return account;
    }

    /** The stream's name; any thread may ask. */
    public String name() {
        return name;
    }

    /** When it was created; any thread may ask. */
    public Instant created() {
        return created;
    }

    /** The configuration that was decided last; any thread may ask. */
    public StreamConfig config() {
        return config;
    }

    /** The stream, or null while it is being made; any thread may ask. */
    public @Nullable Stream stream() {
        return stream;
    }

    /** The consumers, or null while the stream is being made. Any thread may ask for them; they are owned by the stream's lane. */
    public @Nullable StreamConsumers consumers() {
        return consumers;
    }

    void config(StreamConfig decided) {
        this.config = decided;
    }

    boolean isDeleted() {
        return deleted;
    }

    void markDeleted() {
        deleted = true;
    }

    /** The stream was made: what waits for it begins. */
    void opened(Stream made, StreamConsumers itsConsumers) {
        this.consumers = itsConsumers;
        this.stream = made;
        waiting.forEach(Runnable::run);
        waiting.clear();
    }

    /** The stream could not be made: what waits for it fails, because there is none. */
    void failed() {
        deleted = true;
        waiting.forEach(Runnable::run);
        waiting.clear();
    }

    /**
     * Asks the stream on its lane, behind everything that was asked before. The answer comes on the stream's lane. A deleted stream
     * still tells what it was, but shows no messages.
     *
     * @param question gets the consumers of the stream, which know the stream
     */
    public <T> CompletableFuture<T> ask(Function<StreamConsumers, T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        if (stream != null || deleted) {
            askNow(question, answer);
        } else {
            waiting.add(() -> askNow(question, answer));
        }
        return answer;
    }

    private <T> void askNow(Function<StreamConsumers, T> question, CompletableFuture<T> answer) {
        StreamConsumers now = consumers;
        if (now == null) {
            answer.completeExceptionally(JetStreamError.STREAM_NOT_FOUND.toException());
            return;
        }
        now.stream().lane().lane().ask(() -> question.apply(now)).whenComplete((value, failure) -> {
            if (failure == null) {
                answer.complete(value);
            } else {
                answer.completeExceptionally(refusalOf(failure, now.stream()));
            }
        });
    }

    /** What a failed store could not do is refused, and no fault of the server's. */
    private static Throwable refusalOf(Throwable failure, Stream asked) {
        boolean isRefused =
                failure instanceof JetStreamException || !asked.store().hasFailed();
        return isRefused ? failure : new JetStreamException(asked.storeFailure());
    }
}
