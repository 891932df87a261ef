package dev.natsbroker.broker.jetstream.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Does the same random things to a store and to a map, and compares what they say. */
final class RandomStoreRun {
    private record Entry(String subject, String headers, String payload, long time) {
        String text() {
            return subject + '|' + headers + '|' + payload + '@' + time;
        }
    }

    private static final List<SubjectFilter> FILTERS = List.of(
            SubjectFilter.ALL,
            SubjectFilter.of("a.1"),
            SubjectFilter.of("b.*"),
            SubjectFilter.of("*.3"),
            SubjectFilter.of("a.>"),
            SubjectFilter.of("c.17.x"),
            SubjectFilter.of(List.of("a.1", "b.2", "c.900.x")),
            SubjectFilter.of(List.of("a.0", "*.*.x")),
            SubjectFilter.of("none.*"));
    private static final List<String> PURGES = List.of(">", "a.1", "b.*", "c.>", "a.0", "x");

    private final Random random;
    private final StoreHand hand;
    private final Runnable reopen;
    private final TreeMap<Long, Entry> model = new TreeMap<>();
    private final List<String> expected = new ArrayList<>();
    private long last;
    private boolean touched;
    private long lastTime;
    private long clock = 1_000;

    RandomStoreRun(long seed, StoreHand hand, Runnable reopen) {
        this.random = new Random(seed);
        this.hand = hand;
        this.reopen = reopen;
    }

    void run(int steps) {
        for (int i = 0; i < steps; i++) {
            step(i);
            if (random.nextInt(40) == 0) {
                compareAll();
            }
            compareSome();
        }
        reopen.run();
        compareAll();
    }

    private void step(int i) {
        boolean growing = i / 500 % 3 != 2;
        int draw = random.nextInt(1_000);
        if (draw < (growing ? 700 : 200)) {
            append();
        } else if (draw < 960) {
            remove();
        } else if (draw < 980) {
            skip();
        } else if (draw < 997) {
            purge(PURGES.get(1 + random.nextInt(PURGES.size() - 1)));
        } else if (draw < 998) {
            purge(">");
        } else {
            reopen.run();
        }
        assertThat(hand.takeHeard()).isEqualTo(expected);
        expected.clear();
    }

    private void append() {
        clock += random.nextInt(3);
        String headers = random.nextInt(4) == 0 ? "NATS/1.0\r\nN: " + random.nextInt(1_000) + "\r\n\r\n" : "";
        int size = random.nextInt(100) == 0 ? random.nextInt(20_000) : random.nextInt(60);
        String payload = Character.toString('a' + random.nextInt(26)).repeat(size);
        Entry entry = new Entry(subject(), headers, payload, clock);
        hand.append(entry.subject(), headers, payload, clock);
        model.put(++last, entry);
        lastTime = clock;
        touched = true;
    }

    private String subject() {
        return switch (random.nextInt(4)) {
            case 0 -> "a." + random.nextInt(3);
            case 1 -> "b." + random.nextInt(40);
            default -> "c." + random.nextInt(1_000) + ".x";
        };
    }

    private void remove() {
        long sequence = random.nextBoolean() || model.isEmpty() ? drawSequence() : model.firstKey();
        Entry entry = model.remove(sequence);
        assertThat(hand.store().remove(sequence, random.nextInt(5) == 0)).isEqualTo(entry != null);
        if (entry != null) {
            expected.add("removed " + sequence + ' ' + entry.subject());
        }
    }

    private void skip() {
        long target = last + random.nextInt(5) - 1;
        target = random.nextInt(10) == 0 ? last + random.nextInt(3_000_000) * 1_000L : target;
        clock++;
        hand.store().skipTo(target, clock);
        if (target > last) {
            last = target;
            lastTime = clock;
            touched = true;
        }
    }

    private void purge(String filter) {
        long below = random.nextInt(4) == 0 ? last + random.nextInt(5) : drawSequence();
        long keep = random.nextInt(3) == 0 ? random.nextInt(6) : 0;
        List<Long> matching = new ArrayList<>();
        model.headMap(below).forEach((sequence, entry) -> {
            if (isMatch(SubjectFilter.of(filter), entry)) {
                matching.add(sequence);
            }
        });
        List<Long> gone = matching.subList(0, (int) Math.max(0, matching.size() - keep));
        assertThat(hand.purge(filter, below, keep)).isEqualTo(gone.size());
        gone.forEach(model::remove);
        comparePurgeCall(filter, gone);
        if (filter.equals(">") && below > last + 1) {
            last = below - 1;
            touched = true;
        }
    }

    private void comparePurgeCall(String filter, List<Long> gone) {
        List<String> heard = hand.takeHeard();
        assertThat(heard).hasSize(gone.isEmpty() ? 0 : 1);
        if (heard.isEmpty()) {
            return;
        }
        String[] words = heard.get(0).split(" ", -1);
        assertThat(words[0] + ' ' + words[1]).isEqualTo("purged " + filter);
        long from = Long.parseLong(words[2]);
        long to = Long.parseLong(words[3]);
        assertThat(gone).allMatch(sequence -> sequence >= from && sequence <= to);
        assertThat(model.subMap(from, true, to, true).values())
                .noneMatch(entry -> isMatch(SubjectFilter.of(filter), entry));
    }

    private void compareSome() {
        StreamStore store = hand.store();
        long first = model.isEmpty() ? touched ? last + 1 : 0 : model.firstKey();
        assertThat(List.of(store.messages(), store.firstSequence(), store.lastSequence()))
                .containsExactly((long) model.size(), first, last);
        long sequence = drawSequence();
        Entry entry = model.get(sequence);
        assertThat(hand.read(sequence)).isEqualTo(entry == null ? null : entry.text());
        SubjectFilter filter = FILTERS.get(random.nextInt(FILTERS.size()));
        assertThat(store.nextMatching(filter, sequence))
                .as("next of %s from %s", filter.filters().size(), sequence)
                .isEqualTo(firstMatch(filter, model.tailMap(sequence)));
        assertThat(store.lastMatching(filter, sequence))
                .isEqualTo(firstMatch(filter, model.headMap(sequence, true).descendingMap()));
        String subject = subject();
        assertThat(List.of(hand.firstOf(subject), hand.lastOf(subject), hand.countOf(subject)))
                .containsExactlyElementsOf(totals(subject));
        long time = clock - random.nextInt(1 + model.size());
        assertThat(store.firstAtOrAfter(time)).isEqualTo(firstSince(time));
    }

    private void compareAll() {
        StreamStore store = hand.store();
        assertThat(store.lastTimeNanos()).isEqualTo(lastTime);
        assertThat(store.firstTimeNanos())
                .isEqualTo(model.isEmpty() ? 0 : model.firstEntry().getValue().time());
        assertThat(store.bytes())
                .isEqualTo(model.values().stream()
                        .mapToLong(it -> store.sizeOf(
                                it.subject().length(),
                                it.headers().length(),
                                it.payload().length()))
                        .sum());
        assertThat(hand.deleted()).isEqualTo(gaps());
        long from = drawSequence();
        for (SubjectFilter filter : FILTERS) {
            Map<String, List<Long>> subjects = new TreeMap<>();
            model.forEach((sequence, entry) -> {
                if (isMatch(filter, entry)) {
                    subjects.merge(
                            entry.subject(),
                            List.of(1L, sequence, sequence),
                            (a, b) -> List.of(a.get(0) + 1, a.get(1), b.get(2)));
                }
            });
            assertThat(hand.subjects(filter)).isEqualTo(subjects);
            assertThat(store.countMatching(filter, from))
                    .isEqualTo(model.tailMap(from).values().stream()
                            .filter(entry -> isMatch(filter, entry))
                            .count());
        }
        model.forEach((sequence, entry) -> {
            if (!entry.text().equals(hand.read(sequence))) {
                throw new AssertionError("message " + sequence + " has changed");
            }
        });
    }

    private List<Long> totals(String subject) {
        long count = 0;
        long first = 0;
        long lastOne = 0;
        for (Map.Entry<Long, Entry> each : model.entrySet()) {
            if (each.getValue().subject().equals(subject)) {
                first = count++ == 0 ? each.getKey() : first;
                lastOne = each.getKey();
            }
        }
        return List.of(first, lastOne, count);
    }

    private long firstSince(long time) {
        for (Map.Entry<Long, Entry> each : model.entrySet()) {
            if (each.getValue().time() >= time) {
                return each.getKey();
            }
        }
        return last + 1;
    }

    private List<String> gaps() {
        List<String> gaps = new ArrayList<>();
        if (model.isEmpty()) {
            return gaps;
        }
        long next = model.firstKey();
        for (long sequence : model.keySet()) {
            if (sequence > next) {
                gaps.add(next + "-" + (sequence - 1));
            }
            next = sequence + 1;
        }
        if (next <= last) {
            gaps.add(next + "-" + last);
        }
        return gaps;
    }

    private static long firstMatch(SubjectFilter filter, Map<Long, Entry> entries) {
        for (Map.Entry<Long, Entry> each : entries.entrySet()) {
            if (isMatch(filter, each.getValue())) {
                return each.getKey();
            }
        }
        return 0;
    }

    private static boolean isMatch(SubjectFilter filter, Entry entry) {
        byte[] subject = entry.subject().getBytes(UTF_8);
        return filter.matches(subject, 0, subject.length);
    }

    /** A sequence near one that there is, now and then far from it. */
    private long drawSequence() {
        if (model.isEmpty() || random.nextInt(8) == 0) {
            return random.nextBoolean() ? last + 1 - random.nextInt(4) : random.nextInt(5);
        }
        long low = model.firstKey();
        long middle = low + (long) (random.nextDouble() * (model.lastKey() - low + 1));
        Long near = random.nextBoolean() ? model.ceilingKey(middle) : (Long) middle;
        return (near == null ? low : near) + random.nextInt(3) - 1;
    }
}
