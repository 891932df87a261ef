package dev.natsbroker.broker.jetstream.meta;

import dev.natsbroker.broker.disk.SimulatedDisk;
import dev.natsbroker.broker.jetstream.journal.JournalOptions;
import dev.natsbroker.broker.jetstream.journal.SyncPolicy;
import dev.natsbroker.broker.jetstream.store.file.FileStoreOptions;
import dev.natsbroker.broker.jetstream.stream.Stream;
import dev.natsbroker.broker.runtime.ManualClock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * One random history of a server with JetStream: some lives, each of which ends with a loss of power, a kill or a stop, at a random
 * operation of the disk; devices that are full or fail. After each start everything that clients were told is compared with what is
 * there.
 */
final class EngineSimulation {
    private static final int LIVES = 4;
    /** Links of mirrors and sources wait up to two minutes between their attempts. */
    private static final int REST_SECONDS = 140;

    private final Random random;
    private final ManualClock clock = new ManualClock(Instant.parse("2026-11-25T12:00:00Z"));
    private final Map<String, StreamModel> streams = new TreeMap<>();
    private final EngineLife.Shape shape;
    private final EngineClient client;
    private SimulatedDisk disk;
    private boolean faulty;

    EngineSimulation(long seed) throws IOException {
        random = new Random(seed * 0x9E37_79B9_7F4A_7C15L); // neighbours are to differ from the first number on
        boolean always = random.nextInt(4) != 0;
        int segment = 512 << random.nextInt(4);
        shape = new EngineLife.Shape(
                1 + random.nextInt(3),
                always,
                new JournalOptions(
                        4096 << random.nextInt(3),
                        1024 << random.nextInt(2),
                        512 << random.nextInt(3),
                        2 + random.nextInt(3),
                        random.nextInt(3),
                        SyncPolicy.ALWAYS,
                        Duration.ofSeconds(1)),
                new FileStoreOptions(segment, 128 << random.nextInt(3), 1 << 16, 1 + random.nextInt(3)));
        disk = new SimulatedDisk(random.nextLong());
        disk.offerUncached(seed % 2 == 0);
        disk.createDirectories(EngineLife.STORE);
        disk.syncDirectory(EngineLife.STORE.getParent());
        client = new EngineClient(random, clock, streams);
    }

    /** What the client has done and heard. */
    List<String> story() {
        return client.story;
    }

    void run() throws IOException {
        for (int life = 0; life < LIVES; life++) {
            try (EngineLife server = start()) {
                compare(server);
                live(server);
            }
        }
        try (EngineLife server = start()) {
            compare(server);
            client.begin(server);
            waitForEverything(server);
        }
    }

    private void waitForEverything(EngineLife server) {
        boolean any = streams.values().stream().anyMatch(each -> each.kind.comesLater());
        if (!any || random.nextInt(3) != 0) { // it takes as long as all the rest
            return;
        }
        for (int i = 0; i < REST_SECONDS; i++) {
            settle(server);
            clock.advance(Duration.ofSeconds(1));
        }
        settle(server);
        client.requireEverything();
    }

    /** Starts the server, which may crash in the middle of that. */
    private EngineLife start() throws IOException {
        while (true) {
            EngineLife server = new EngineLife(disk, clock, shape, random.nextLong(), client);
            boolean power = random.nextBoolean();
            if (random.nextInt(3) == 0) {
                disk.takeImageAfter(random.nextInt(80), power);
            }
            client.story.add("-- start");
            server.start();
            if (!disk.isImageTaken()) {
                disk.takeImageAfter(Long.MAX_VALUE / 2, true);
                return server;
            }
            server.close();
            forgetWith(power);
            disk = disk.image(power);
        }
    }

    private void compare(EngineLife server) {
        if (!server.unreadable().isEmpty() || !server.troubles.isEmpty()) {
            throw new AssertionError("The server complains: " + server.unreadable() + server.troubles);
        }
        Map<String, StreamEntry> found = new TreeMap<>();
        server.served().snapshot().forEach(entry -> found.put(entry.name(), entry));
        for (StreamModel model : Map.copyOf(streams).values()) {
            StreamEntry entry = found.remove(model.name);
            if (entry == null && model.isInMemory()) {
                streams.remove(model.name);
            } else if (entry == null && model.phase == StreamModel.Phase.THERE) {
                throw new AssertionError("Stream " + model.name + " is lost");
            } else if (entry != null && (model.phase == StreamModel.Phase.GONE || model.isInMemory())) {
                throw new AssertionError("Stream " + model.name + " is back");
            } else if (entry == null) {
                streams.remove(model.name);
            } else {
                model.recovered(entry, streamOf(entry));
            }
        }
        if (!found.isEmpty()) {
            throw new AssertionError("Streams " + found.keySet() + " come from nowhere");
        }
        streams.values().stream()
                .filter(each -> each.kind == StreamKind.QUEUED)
                .forEach(each -> CopyCheck.requireQueued(each, streams.get(each.gatheredBy()), client.facts));
    }

    private static Stream streamOf(StreamEntry entry) {
        Stream stream = entry.stream();
        if (stream == null) {
            throw new AssertionError("Stream " + entry.name() + " is not open");
        }
        return stream;
    }

    private void live(EngineLife server) {
        boolean power = random.nextBoolean();
        boolean stopped = false;
        faulty = false;
        client.begin(server);
        if (random.nextInt(4) != 0) {
            disk.takeImageAfter(random.nextInt(400), power);
        }
        if (random.nextInt(5) == 0) {
            disk.failForce(1 + random.nextInt(60));
            faulty = true;
        }
        int steps = random.nextInt(160);
        for (int i = 0; i < steps && !disk.isImageTaken(); i++) {
            step(server);
        }
        disk.capacity(Long.MAX_VALUE);
        if (!disk.isImageTaken() && random.nextBoolean()) {
            comeToRest(server);
            if (!faulty && !server.hasFailed() && random.nextBoolean()) {
                server.stop();
                stopped = !disk.isImageTaken();
            }
        }
        check(server);
        client.story.add("-- end: " + (power ? "power cut" : "kill") + (stopped ? " after a stop" : "")
                + (faulty ? ", faulty" : "") + (server.hasFailed() ? ", failed" : "")
                + (shape.syncAlways() ? "" : ", lazy"));
        forgetWith(power && !stopped);
        disk = disk.image(power);
    }

    private void forgetWith(boolean power) {
        if (power && !shape.syncAlways()) {
            streams.values().forEach(StreamModel::mayForget);
        }
    }

    private void step(EngineLife server) {
        if (random.nextInt(40) == 0) {
            boolean roomy = random.nextInt(3) != 0;
            disk.capacity(roomy ? Long.MAX_VALUE : disk.usedBytes() + random.nextInt(4000));
            client.facts.wasFull |= !roomy;
        }
        client.act();
        for (int i = random.nextInt(6); i > 0 && !disk.isImageTaken(); i--) {
            server.moveDevice(random);
            if (random.nextBoolean()) {
                client.moveLanes();
            }
        }
        check(server);
    }

    private void comeToRest(EngineLife server) {
        for (int i = 0; i < 6; i++) {
            settle(server);
            clock.advance(Duration.ofMillis(700));
        }
        client.moveLanes();
        if (!faulty && !disk.isImageTaken()) {
            client.requireAnswers();
        }
    }

    private void settle(EngineLife server) {
        boolean moved = true;
        while (moved) {
            client.moveLanes();
            moved = server.moveDevice(random);
        }
    }

    private void check(EngineLife server) {
        if (!server.troubles.isEmpty() && !faulty) {
            throw new AssertionError("The server complains: " + server.troubles);
        }
    }
}
