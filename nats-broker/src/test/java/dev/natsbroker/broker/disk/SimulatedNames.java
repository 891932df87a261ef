package dev.natsbroker.broker.disk;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The names of a simulated disk: as the operating system shows them, and as the device has them, with the changes in between. Not
 * thread-safe.
 */
final class SimulatedNames {
    /** Stands for a directory. */
    static final SimulatedFile DIRECTORY = new SimulatedFile();

    /** A change that is not synced: a null {@code file} deletes, a null {@code from} makes, otherwise it renames. */
    private record Change(
            @Nullable Path from, Path path, @Nullable SimulatedFile file) {
        Path directory() {
            return Objects.requireNonNull(path.getParent());
        }

        void applyTo(Map<Path, SimulatedFile> names) {
            if (file == null) {
                names.remove(path);
            } else if (from == null) {
                names.put(path, file);
            } else if (names.get(from) == file) {
                names.remove(from);
                names.put(path, file);
                if (file == DIRECTORY) {
                    new TreeMap<>(names).forEach((below, content) -> {
                        if (below.startsWith(from)) {
                            names.remove(below);
                            names.put(path.resolve(from.relativize(below)), content);
                        }
                    });
                }
            }
        }

        /** The same change to what lies in a directory that was renamed. */
        Change below(Path oldDirectory, Path newDirectory) {
            if (!path.startsWith(oldDirectory) || path.equals(oldDirectory)) {
                return this;
            }
            Path newPath = newDirectory.resolve(oldDirectory.relativize(path));
            Path newFrom = from == null || !from.startsWith(oldDirectory)
                    ? from
                    : newDirectory.resolve(oldDirectory.relativize(from));
            return new Change(newFrom, newPath, file);
        }
    }

    private final TreeMap<Path, SimulatedFile> shown = new TreeMap<>();
    private final TreeMap<Path, SimulatedFile> durable = new TreeMap<>();
    private final List<Change> changes = new ArrayList<>();

    @Nullable
    SimulatedFile get(Path path) {
        return path.getParent() == null ? DIRECTORY : shown.get(path);
    }

    void make(Path path, SimulatedFile file) {
        change(new Change(null, path, file));
    }

    void move(Path from, Path to) {
        if (shown.get(from) == DIRECTORY) {
            changes.replaceAll(change -> change.below(from, to));
        }
        change(new Change(from, to, Objects.requireNonNull(shown.get(from))));
    }

    void delete(Path path) {
        change(new Change(null, path, null));
    }

    private void change(Change change) {
        changes.add(change);
        change.applyTo(shown);
    }

    List<Path> list(Path directory) {
        List<Path> found = new ArrayList<>();
        for (Path path : shown.tailMap(directory, false).keySet()) {
            if (!path.startsWith(directory)) {
                break;
            }
            if (directory.equals(path.getParent())) {
                found.add(path);
            }
        }
        return found;
    }

    void sync(Path directory) {
        for (Iterator<Change> all = changes.iterator(); all.hasNext(); ) {
            Change change = all.next();
            if (change.directory().equals(directory)) {
                change.applyTo(durable);
                all.remove();
            }
        }
    }

    /** The names after a loss of power, each change kept or not; files in a directory that is lost are lost too. */
    SimulatedNames afterCrash(Random random) {
        TreeMap<Path, SimulatedFile> survivors = new TreeMap<>(durable);
        int mode = random.nextInt(3);
        for (Change change : changes) {
            if (mode == 1 || mode == 2 && random.nextBoolean()) {
                change.applyTo(survivors);
            }
        }
        SimulatedNames after = new SimulatedNames();
        Map<SimulatedFile, SimulatedFile> contents = new IdentityHashMap<>();
        // Sorted: a directory comes before what is in it.
        survivors.forEach((path, file) -> {
            Path parent = Objects.requireNonNull(path.getParent());
            if (after.get(parent) == DIRECTORY) {
                SimulatedFile content =
                        file == DIRECTORY ? file : contents.computeIfAbsent(file, f -> f.afterCrash(random));
                after.shown.put(path, content);
                after.durable.put(path, content);
            }
        });
        return after;
    }

    /** The same names and contents, to be changed on their own. */
    SimulatedNames copy() {
        Map<SimulatedFile, SimulatedFile> copies = new IdentityHashMap<>();
        copies.put(DIRECTORY, DIRECTORY);
        SimulatedNames copy = new SimulatedNames();
        shown.forEach((path, file) -> copy.shown.put(path, copies.computeIfAbsent(file, SimulatedFile::copy)));
        durable.forEach((path, file) -> copy.durable.put(path, copies.computeIfAbsent(file, SimulatedFile::copy)));
        for (Change change : changes) {
            SimulatedFile file = change.file();
            copy.changes.add(new Change(
                    change.from(),
                    change.path(),
                    file == null ? null : copies.computeIfAbsent(file, SimulatedFile::copy)));
        }
        return copy;
    }

    /** The paths of all files, sorted. */
    List<Path> paths() {
        return shown.entrySet().stream()
                .filter(entry -> entry.getValue() != DIRECTORY)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Each file once. */
    Iterable<SimulatedFile> files() {
        Map<SimulatedFile, Boolean> all = new IdentityHashMap<>();
        shown.values().forEach(file -> all.put(file, true));
        all.remove(DIRECTORY);
        return all.keySet();
    }
}
