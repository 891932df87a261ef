package dev.natsbroker.broker.protocol;

import dev.natsbroker.broker.message.Message;
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

/** What it costs to recognise one message in a full read buffer. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DecoderBenchmark {
    private static final int MESSAGES = 256;

    /** Which form of publish fills the buffer. */
    @Param({"PUB orders.new 128", "PUB orders.new _INBOX.abcdef.1 128", "PUB  orders.new 128", "HPUB orders.new 12 128"
    })
    public String line = "";

    private final ClientDecoder decoder = new ClientDecoder();
    private final DecoderState state = new DecoderState();
    private final Counter counter = new Counter();
    private byte[] bytes = {};

    /** Fills the buffer. */
    @Setup
    public void fill() {
        String payload = "NATS/1.0\r\n\r\n" + "x".repeat(128 - 12);
        bytes = (line + "\r\n" + payload + "\r\n").repeat(MESSAGES).getBytes(StandardCharsets.US_ASCII);
    }

    /** Decodes the buffer. */
    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public long decode() {
        decoder.decode(counter, state, bytes, 0, bytes.length);
        return counter.messages;
    }

    /** Counts messages and does nothing else. */
    private static final class Counter implements ClientOperations {
        private long messages;

        @Override
        public int maxControlLine() {
            return 4096;
        }

        @Override
        public int maxPayload() {
            return 1 << 20;
        }

        @Override
        public boolean connectRequired() {
            return false;
        }

        @Override
        public boolean headersSupported() {
            return true;
        }

        @Override
        public boolean isDecoding() {
            return true;
        }

        @Override
        public void onPublish(Message message) {
            messages += message.bodyLength();
        }

        @Override
        public void onConnect(byte[] json, int offset, int length) {
            throw new IllegalStateException("no CONNECT in this benchmark");
        }

        @Override
        public void onSubscribe(Arguments arguments) {
            throw new IllegalStateException("no SUB in this benchmark");
        }

        @Override
        public void onUnsubscribe(Arguments arguments) {
            throw new IllegalStateException("no UNSUB in this benchmark");
        }

        @Override
        public void onPing() {
            throw new IllegalStateException("no PING in this benchmark");
        }

        @Override
        public void onPong() {
            throw new IllegalStateException("no PONG in this benchmark");
        }

        @Override
        public void onInfo(byte[] json, int offset, int length) {
            throw new IllegalStateException("no INFO in this benchmark");
        }

        @Override
        public void onClientError(byte[] text, int offset, int length) {
            throw new IllegalStateException("no -ERR in this benchmark");
        }

        @Override
        public void onViolation(ProtocolError error) {
            throw new IllegalStateException(error.text());
        }

        @Override
        public void onMalformed(String problem) {
            throw new IllegalStateException(problem);
        }
    }
}
