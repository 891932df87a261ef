package dev.natsbroker.broker.connection;

import dev.natsbroker.broker.message.DeliveryBatch;
import dev.natsbroker.broker.message.Message;
import dev.natsbroker.broker.message.MessageSink;
import dev.natsbroker.broker.message.Subscription;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What it costs to encode one delivery. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class StagingBenchmark {
    private static final int MESSAGES = 256;
    private static final byte[] HEAD = "HMSG orders.new ".getBytes(StandardCharsets.US_ASCII);

    /** Bytes of payload. */
    @Param({"16", "128", "4096"})
    public int size;

    private final Staging staging = new Staging(ByteBufAllocator.DEFAULT);
    private final Message message = new Message();
    private final Subscription subscription =
            new Subscription(new Nowhere(), "orders.new".getBytes(StandardCharsets.US_ASCII), null, new byte[] {'1'});

    /** Makes the message. */
    @Setup
    public void fill() {
        String line = "PUB orders.new " + size + "\r\n";
        byte[] bytes = (line + "x".repeat(size) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        message.point(bytes, 4, 10, 0, 0);
        message.body(line.length(), 0, size);
        message.tail(bytes, 15, bytes.length - 15);
    }

    /** Encodes a batch and drops it. */
    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public long encode() {
        for (int i = 0; i < MESSAGES; i++) {
            staging.appendMessage(message, HEAD, subscription, true);
        }
        long bytes = staging.bytes();
        staging.discard();
        return bytes;
    }

    /** A receiver that is never asked. */
    private static final class Nowhere implements MessageSink {
        @Override
        public boolean deliver(Message message, byte[] head, Subscription subscription, DeliveryBatch batch) {
            return false;
        }

        @Override
        public void flush(DeliveryBatch batch) {
            throw new IllegalStateException("nothing is delivered in this benchmark");
        }
    }
}
