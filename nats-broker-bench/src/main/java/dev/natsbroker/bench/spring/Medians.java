package dev.natsbroker.bench.spring;

import java.util.ArrayList;
import java.util.List;

/** Figures of one side of a comparison. */
final class Medians {
    private final List<Double> values = new ArrayList<>();

    /** Adds the figure of a round and gives it back. */
    double add(double value) {
        values.add(value);
        return value;
    }

    /** The median of all rounds. */
    double median() {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    static int rounds(String[] args) {
        return args.length > 0 ? Integer.parseInt(args[0]) : 7;
    }
}
