package dev.natsbroker.broker.monitoring;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.natsbroker.broker.connection.LoopContext;
import dev.natsbroker.broker.json.GoJson;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The pages that show the inside of the process, for those who look for a fault. */
final class InternalPages {
    private static final int OK = 200;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final BrokerView view;

    InternalPages(BrokerView view) {
        this.view = view;
    }

    /** Tasks that wait in a queue of the server. */
    record Queue(int pending) {}

    /**
     * The page {@code /debug/vars}. The command line is cut to the program: arguments of a JVM may hold secrets.
     */
    record Variables(List<String> cmdline, Memory memstats) {}

    /** Memory of the process under the names of Go's runtime, as far as a JVM has them. */
    record Memory(
            @JsonProperty("Alloc") long alloc,
            @JsonProperty("Sys") long sys,
            @JsonProperty("HeapAlloc") long heapAlloc,
            @JsonProperty("HeapSys") long heapSys,
            @JsonProperty("HeapIdle") long heapIdle,
            @JsonProperty("HeapInuse") long heapInuse,
            @JsonProperty("PauseTotalNs") long pauseTotalNs,
            @JsonProperty("NumGC") long numGc) {}

    /** The stacks of all threads. */
    Page stacks() {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(namedStacks()).forEach((name, frames) -> {
            text.append(name).append('\n');
            for (StackTraceElement frame : frames) {
                text.append("\tat ").append(frame).append('\n');
            }
            text.append('\n');
        });
        return new Page(OK, Page.JSON, text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static Map<String, StackTraceElement[]> namedStacks() {
        Map<String, StackTraceElement[]> named = new TreeMap<>();
        Thread.getAllStackTraces()
                .forEach((thread, frames) -> named.put(
                        "thread \"" + thread.getName() + "\" " + thread.getId() + " [" + thread.getState() + "]:",
                        frames));
        return named;
    }

    /** The queues of the event loops; those that are empty only if all are asked for. */
    Page queues(Query query) {
        boolean all = query.flag("all");
        String filter = query.text("queues");
        Map<String, Queue> queues = new TreeMap<>();
        for (LoopContext loop : view.loops()) {
            String name = "event-loop-" + loop.index();
            int pending = LoopQueues.pendingTasks(loop);
            if ((all || pending > 0) && name.contains(filter)) {
                queues.put(name, new Queue(pending));
            }
        }
        return Page.json(queues);
    }

    Page variables() {
        Runtime runtime = Runtime.getRuntime();
        long sys = runtime.totalMemory();
        long idle = runtime.freeMemory();
        long pauses = 0;
        long collections = 0;
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            pauses += Math.max(0, collector.getCollectionTime()) * NANOS_PER_MILLI;
            collections += Math.max(0, collector.getCollectionCount());
        }
        Memory memory = new Memory(sys - idle, sys, sys - idle, sys, idle, sys - idle, pauses, collections);
        String program = ProcessHandle.current().info().command().orElse("java");
        byte[] json = GoJson.indented(new Variables(List.of(program), memory));
        return new Page(OK, Page.JSON + "; charset=utf-8", json);
    }
}
