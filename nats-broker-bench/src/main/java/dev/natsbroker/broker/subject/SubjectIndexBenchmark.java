package dev.natsbroker.broker.subject;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What it costs to find the receivers of a subject when no cache knows them. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SubjectIndexBenchmark {
    private static final int SUBJECTS = 1024;

    /** Subscriptions on distinct literal subjects. */
    @Param({"1000", "1000000"})
    public int literals;

    /** Subscriptions with wildcards besides. */
    @Param({"0", "1000"})
    public int wildcards;

    private final SubjectIndex<Integer> index = new SubjectIndex<>();
    private final byte[][] subjects = new byte[SUBJECTS][];
    private int next;

    /** Fills the index. */
    @Setup
    public void fill() {
        for (int i = 0; i < literals; i++) {
            index.insert(subject(i), null, i);
        }
        for (int i = 0; i < wildcards; i++) {
            index.insert(bytes("orders." + i + ".*.>"), null, i);
        }
        for (int i = 0; i < SUBJECTS; i++) {
            subjects[i] = subject((int) ((long) i * literals / SUBJECTS));
        }
    }

    /** Finds the receivers of one subject. */
    @Benchmark
    public Matches<Integer> match() {
        byte[] subject = subjects[next++ & (SUBJECTS - 1)];
        return index.match(subject, 0, subject.length);
    }

    private static byte[] subject(int i) {
        return bytes("orders." + i % 1000 + ".item." + i);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
