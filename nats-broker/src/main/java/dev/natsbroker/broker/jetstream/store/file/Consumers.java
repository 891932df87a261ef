package dev.natsbroker.broker.jetstream.store.file;

import dev.natsbroker.broker.jetstream.store.ConsumerStore;
import dev.natsbroker.broker.jetstream.store.DurableState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The consumers of a stream as far as they are kept. Owned by the stream's lane. */
final class Consumers {
    /** One consumer; also what its owner logs to. */
    final class Entry implements ConsumerStore {
        final int id;
        final String name;
        final DurableState state;
        byte[] meta;
        long position;
        boolean dirty = true;
        boolean deleted;

        Entry(int id, String name, byte[] meta, DurableState state) {
            this.id = id;
            this.name = name;
            this.meta = meta;
            this.state = state;
        }

        @Override
        public void log(byte[] effect, int offset, int length) {
            ensureChangeable();
            changed(this, entries.consumerEffect(id, effect, offset, length));
        }

        @Override
        public void update(byte[] newMeta) {
            ensureChangeable();
            changed(this, entries.consumerUpdate(id, newMeta));
            meta = newMeta.clone();
        }

        @Override
        public long position() {
            return position;
        }

        @Override
        public void delete() {
            if (!deleted) {
                ensureChangeable();
                changed(this, entries.consumerDelete(id));
                remove(this);
            }
        }

        @Override
        public boolean hasFailed() {
            return core.writer.hasFailed() || core.context.log().hasFailed();
        }

        private void ensureChangeable() {
            core.writer.ensureAlive();
            if (deleted) {
                throw new IllegalStateException("Consumer " + name + " was deleted");
            }
        }
    }

    private final StreamCore core;
    private final JournalEntries entries;
    private final @Nullable ConsumerStates states;
    private final Map<Integer, Entry> byId = new LinkedHashMap<>();
    private final TreeSet<String> deletedNames = new TreeSet<>();
    private int nextId = 1;

    Consumers(StreamCore core, JournalEntries entries, @Nullable ConsumerStates states) {
        this.core = core;
        this.entries = entries;
        this.states = states;
    }

    ConsumerStore create(String name, byte[] meta, DurableState state) {
        core.writer.ensureAlive();
        if (find(name) != null) {
            throw new IllegalArgumentException("There is a consumer " + name + " already");
        }
        Entry entry = new Entry(nextId, name, meta.clone(), state);
        entry.position = entries.consumerCreate(entry.id, name, meta, state.snapshot());
        add(entry);
        core.dirty = true;
        return entry;
    }

    private @Nullable Entry find(String name) {
        for (Entry entry : byId.values()) {
            if (entry.name.equals(name)) {
                return entry;
            }
        }
        return null;
    }

    private void add(Entry entry) {
        nextId = Math.max(nextId, entry.id + 1);
        byId.put(entry.id, entry);
    }

    private void changed(Entry entry, long position) {
        entry.position = position;
        entry.dirty = true;
        core.dirty = true;
    }

    private void remove(Entry entry) {
        entry.deleted = true;
        byId.remove(entry.id);
        deletedNames.add(entry.name);
    }

    int nextId() {
        return nextId;
    }

    void nextId(int atLeast) {
        nextId = Math.max(nextId, atLeast);
    }

    List<RecoveredConsumer> recovered() {
        return byId.values().stream()
                .map(entry -> new RecoveredConsumer(entry.name, entry.meta.clone(), entry.state, entry))
                .toList();
    }

    /** Logs what has happened to consumers since they logged it last: a snapshot must not know more than the journal. */
    void logAll() {
        List.copyOf(byId.values()).forEach(entry -> entry.state.log(entry));
    }

    /** The entries that have changed since they were taken last. */
    List<Entry> takeDirty() {
        List<Entry> dirty = new ArrayList<>();
        for (Entry entry : byId.values()) {
            if (entry.dirty) {
                entry.dirty = false;
                dirty.add(entry);
            }
        }
        return dirty;
    }

    /** The names of deleted consumers whose files can go; there is none of the same name now. */
    List<String> takeDeleted() {
        byId.values().forEach(entry -> deletedNames.remove(entry.name));
        List<String> names = List.copyOf(deletedNames);
        deletedNames.clear();
        return names;
    }

    void giveBack(List<Entry> dirty, List<String> deleted) {
        dirty.forEach(entry -> entry.dirty = true);
        deletedNames.addAll(deleted);
    }

    /** Reads the consumers' files when the stream is opened. */
    void load() throws IOException {
        for (Path path : core.context.disk().list(core.files.consumers())) {
            if (StreamFiles.isConsumer(path)) {
                load(path);
            }
        }
    }

    private void load(Path path) {
        try {
            ConsumerFile file = ConsumerFile.read(core.context.disk(), path, core.asset);
            DurableState state = newState(file.name(), file.meta());
            state.restore(file.snapshot());
            Entry entry = new Entry(file.id(), file.name(), file.meta(), state);
            entry.position = file.position();
            entry.dirty = false;
            add(entry);
        } catch (IOException | IllegalArgumentException | UnreadableStoreException e) {
            core.damage.report("A consumer is lost, its file is left as it is: " + e.getMessage() + " (" + path + ")");
        }
    }

    private DurableState newState(String name, byte[] meta) {
        if (states == null) {
            throw new IllegalArgumentException("No states for consumers were given");
        }
        return states.newState(name, meta);
    }

    /** Applies an entry of the journal, unless the consumer holds it. */
    void replay(byte type, byte[] bytes, int offset, int length, long position) {
        int id = Bytes.getInt(bytes, offset);
        Entry entry = byId.get(id);
        if (type == JournalEntries.CONSUMER_CREATE) {
            nextId(id + 1);
            if (entry == null) {
                replayCreate(id, bytes, offset, length, position);
            }
        } else if (entry != null && position > entry.position) {
            entry.position = position;
            entry.dirty = true;
            core.dirty = true;
            try {
                replayChange(entry, type, bytes, offset + 4, length - 4);
            } catch (IllegalArgumentException e) {
                core.damage.report(
                        "Consumer " + entry.name + " cannot follow its journal at " + position + ": " + e.getMessage());
            }
        }
    }

    private void replayCreate(int id, byte[] bytes, int offset, int length, long position) {
        int nameLength = Bytes.getShort(bytes, offset + 4);
        int metaLength = Bytes.getInt(bytes, offset + 6);
        int nameAt = offset + 10;
        int metaAt = nameAt + nameLength;
        int snapshotAt = metaAt + metaLength;
        String name = new String(bytes, nameAt, nameLength, StandardCharsets.UTF_8);
        byte[] meta = Arrays.copyOfRange(bytes, metaAt, snapshotAt);
        Entry older = find(name);
        if (older != null) {
            if (older.id > id) {
                return; // its file tells of a later life already
            }
            remove(older);
        }
        DurableState state = newState(name, meta);
        state.restore(Arrays.copyOfRange(bytes, snapshotAt, offset + length));
        Entry entry = new Entry(id, name, meta, state);
        entry.position = position;
        add(entry);
        core.dirty = true;
    }

    private void replayChange(Entry entry, byte type, byte[] bytes, int offset, int length) {
        switch (type) {
            case JournalEntries.CONSUMER_UPDATE -> entry.meta = Arrays.copyOfRange(bytes, offset, offset + length);
            case JournalEntries.CONSUMER_DELETE -> remove(entry);
            case JournalEntries.CONSUMER_EFFECT -> entry.state.apply(bytes, offset, length);
            default -> throw new IllegalArgumentException("Entry type " + type + " is unknown");
        }
    }
}
