package dev.natsbroker.bench.spring;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** Wall time, processor time of all threads from the start of the JVM (with compiler and collector), and loaded classes. */
record StartFigures(double wallMillis, double cpuMillis, double classes) {
    /** Those of this JVM, which has taken so long to start. */
    static StartFigures after(long nanos) {
        long classes = ManagementFactory.getClassLoadingMXBean().getTotalLoadedClassCount();
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return new StartFigures(nanos / 1e6, system.getProcessCpuTime() / 1e6, classes);
    }

    String told() {
        return wallMillis + " " + cpuMillis + " " + classes;
    }

    static StartFigures parse(String told) {
        String[] numbers = told.split(" ", -1);
        return new StartFigures(
                Double.parseDouble(numbers[0]), Double.parseDouble(numbers[1]), Double.parseDouble(numbers[2]));
    }

    StartFigures minus(StartFigures other) {
        return new StartFigures(wallMillis - other.wallMillis, cpuMillis - other.cpuMillis, classes - other.classes);
    }

    @Override
    public String toString() {
        return cpuMillis == 0 && classes == 0
                ? String.format("%21.1f ms", wallMillis)
                : String.format("%8.0f ms %5.0f ms %5.0f", wallMillis, cpuMillis, classes);
    }

    /** Those of all rounds. */
    static final class Column {
        private final Medians wallMillis = new Medians();
        private final Medians cpuMillis = new Medians();
        private final Medians classes = new Medians();

        StartFigures add(StartFigures figures) {
            wallMillis.add(figures.wallMillis());
            cpuMillis.add(figures.cpuMillis());
            classes.add(figures.classes());
            return figures;
        }

        StartFigures median() {
            return new StartFigures(wallMillis.median(), cpuMillis.median(), classes.median());
        }
    }
}
