package dev.natsbroker.broker.monitoring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Memory and processor time of this process, as the operating system counts them. Thread-safe. */
final class ProcessFigures {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String RESIDENT = "VmRSS:";
    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Processor time at a moment, and the percentage found then. */
    private record Sample(long atNanos, long cpuNanos, double percent) {}

    private final LongSupplier nanoTime;
    private final LongSupplier cpuNanos;
    private final LongSupplier ageNanos;
    private final AtomicReference<@Nullable Sample> last = new AtomicReference<>();

    /**
     * The figures of a process.
     *
     * @param nanoTime a monotonic reading
     * @param cpuNanos processor time used up to now
     * @param ageNanos time since the process began
     */
    ProcessFigures(LongSupplier nanoTime, LongSupplier cpuNanos, LongSupplier ageNanos) {
        this.nanoTime = nanoTime;
        this.cpuNanos = cpuNanos;
        this.ageNanos = ageNanos;
    }

    static ProcessFigures ofThisProcess() {
        return new ProcessFigures(System::nanoTime, ProcessFigures::cpuOfThisProcess, ProcessFigures::ageOfThisProcess);
    }

    private static long cpuOfThisProcess() {
        Optional<Duration> used = ProcessHandle.current().info().totalCpuDuration();
        return used.orElse(Duration.ZERO).toNanos();
    }

    private static long ageOfThisProcess() {
        Instant now = Instant.now();
        Instant start = ProcessHandle.current().info().startInstant().orElse(now);
        return Duration.between(start, now).toNanos();
    }

    /** Resident memory in bytes; where the system does not tell, the memory of the heap. */
    long residentBytes() {
        if (Files.isReadable(STATUS)) {
            try {
                return residentBytes(Files.readString(STATUS));
            } catch (IOException e) {
                return heapBytes(); // a figure for operators must not make the page fail
            }
        }
        return heapBytes();
    }

    /** Reads the line {@code VmRSS:  12345 kB}. The kernel gives kilobytes there, whatever the size of its pages. */
    static long residentBytes(String status) {
        return status.lines()
                .filter(line -> line.startsWith(RESIDENT))
                .map(line -> line.substring(RESIDENT.length()).replace("kB", "").trim())
                .mapToLong(kilobytes -> Long.parseLong(kilobytes) << 10)
                .findFirst()
                .orElseGet(ProcessFigures::heapBytes);
    }

    private static long heapBytes() {
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /**
     * Processor time in percent of one processor, with one digit behind the point: since the last request that is at least a
     * second ago, at first since the process began.
     */
    double cpuPercent() {
        Sample before = last.get();
        long now = nanoTime.getAsLong();
        if (before != null && now - before.atNanos < WINDOW_NANOS) {
            return before.percent;
        }
        long cpu = cpuNanos.getAsLong();
        double percent = before == null
                ? percent(cpu, ageNanos.getAsLong())
                : percent(cpu - before.cpuNanos, now - before.atNanos);
        last.compareAndSet(before, new Sample(now, cpu, percent));
        return percent;
    }

    private static double percent(long cpu, long elapsed) {
        return elapsed <= 0 ? 0 : Math.floor(cpu * 1000.0 / elapsed) / 10;
    }
}
