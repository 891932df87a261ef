package dev.natsbroker.broker.jetstream.store.file;

import dev.natsbroker.broker.disk.Disk;
import dev.natsbroker.broker.jetstream.journal.CommandLog;
import dev.natsbroker.broker.jetstream.journal.JournaledAsset.CheckpointWork;
import dev.natsbroker.broker.jetstream.store.NewMessage;
import dev.natsbroker.broker.jetstream.store.StoredMessage;
import dev.natsbroker.broker.jetstream.store.SubjectFilter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Measures appends, reads and opening without a journal: a program, no test. Arguments: messages, distinct subjects. */
final class FileStoreBench {
    /** A log that keeps nothing. */
    static final class NoLog implements CommandLog {
        private long position;

        @Override
        public long append(long asset, byte type, byte[] bytes, int offset, int length) {
            return ++position;
        }

        @Override
        public long position() {
            return position;
        }

        @Override
        public long durablePosition() {
            return position;
        }

        @Override
        public void commit() {}
    }

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private FileStoreBench() {}

    public static void main(String[] arguments) throws IOException {
        int messages = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000_000;
        int subjects = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 10;
        Path directory = Files.createTempDirectory("file-store-bench");
        try {
            run(directory, messages, subjects);
        } finally {
            try (Stream<Path> all = Files.walk(directory)) {
                all.sorted(Comparator.reverseOrder())
                        .forEach(path -> path.toFile().delete());
            }
        }
    }

    private static void run(Path directory, int messages, int subjects) throws IOException {
        NoLog log = new NoLog();
        FileStoreContext context = new FileStoreContext(Disk.system(), log, Runnable::run, FileStoreOptions.DEFAULT);
        FileStreamStore store = FileStreamStore.create(context, directory.resolve("s"), 1, "S", new byte[0]);
        time("append+checkpoint", messages, () -> append(store, log, messages, subjects));
        System.out.printf("of it checkpoints  %8.1f ms of CPU%n", checkpointNanos / 1e6);
        time("read in order", messages, () -> read(store, messages));
        SubjectFilter one = SubjectFilter.of("events.0");
        time("walk one subject", Math.max(1, messages / subjects), () -> walk(store, one));
        checkpoint(store, log);
        store.close();
        System.gc();
        long[] used = new long[1];
        time("open", messages, () -> {
            try {
                FileStreamStore opened = FileStreamStore.open(context, directory.resolve("s"), (name, meta) -> {
                    throw new IllegalStateException();
                });
                if (opened.messages() != messages || opened.damage() != null) {
                    throw new IllegalStateException(opened.messages() + " messages, " + opened.damage());
                }
                System.gc();
                used[0] = Runtime.getRuntime().totalMemory()
                        - Runtime.getRuntime().freeMemory();
                opened.close();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        System.out.println("heap after opening: " + used[0] / 1024 + " KiB");
    }

    private static void append(FileStreamStore store, NoLog log, int messages, int subjects) {
        NewMessage message = new NewMessage();
        byte[] payload = new byte[128];
        byte[][] names = new byte[subjects][];
        for (int i = 0; i < subjects; i++) {
            names[i] = ("events." + i).getBytes(StandardCharsets.UTF_8);
        }
        message.payload(payload, 0, payload.length);
        for (int i = 1; i <= messages; i++) {
            byte[] name = names[i % subjects];
            message.sequence = i;
            message.timeNanos = i;
            message.subject(name, 0, name.length);
            store.append(message);
            if (i % 400_000 == 0) {
                checkpoint(store, log);
            }
        }
    }

    private static long checkpointNanos;

    private static void checkpoint(FileStreamStore store, NoLog log) {
        long start = THREADS.getCurrentThreadCpuTime();
        try {
            CheckpointWork work = store.checkpoint(log.position());
            work.write();
            work.done();
            checkpointNanos += THREADS.getCurrentThreadCpuTime() - start;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void read(FileStreamStore store, int messages) {
        StoredMessage view = new StoredMessage();
        long sum = 0;
        for (int i = 1; i <= messages; i++) {
            sum += store.read(i, view) ? view.payloadLength() : 0;
        }
        if (sum != 128L * messages) {
            throw new IllegalStateException("read " + sum);
        }
    }

    private static void walk(FileStreamStore store, SubjectFilter filter) {
        long sequence = store.nextMatching(filter, 1);
        while (sequence != 0) {
            sequence = store.nextMatching(filter, sequence + 1);
        }
    }

    private static void time(String what, long count, Runnable work) {
        long start = System.nanoTime();
        long cpuStart = THREADS.getCurrentThreadCpuTime();
        work.run();
        long cpu = THREADS.getCurrentThreadCpuTime() - cpuStart;
        long nanos = System.nanoTime() - start;
        System.out.printf(
                "%-18s %8.1f ms, %7.1f ns each, %7.1f ns of CPU%n",
                what, nanos / 1e6, (double) nanos / count, (double) cpu / count);
    }
}
