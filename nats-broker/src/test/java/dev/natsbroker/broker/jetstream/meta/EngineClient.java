package dev.natsbroker.broker.jetstream.meta;

import dev.natsbroker.broker.jetstream.meta.StreamModel.Phase;
import dev.natsbroker.broker.runtime.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The client of a simulation: does what comes to its mind, and notes what it is told. */
final class EngineClient implements Consumer<EngineLife.Heard> {
    final Random random;
    final ManualClock clock;
    final Map<String, StreamModel> streams;
    final Facts facts = new Facts();
    final List<String> story = new ArrayList<>();
    private final Map<String, ClientRequest> requests = new HashMap<>();
    private final List<EngineLife.Heard> heard = new ArrayList<>();
    private final StreamActions onStreams;
    private final MessageActions onMessages;
    private final ConsumerActions onConsumers;
    private @Nullable EngineLife server;
    private long counter;

    EngineClient(Random random, ManualClock clock, Map<String, StreamModel> streams) {
        this.random = random;
        this.clock = clock;
        this.streams = streams;
        this.onStreams = new StreamActions(this);
        this.onMessages = new MessageActions(this);
        this.onConsumers = new ConsumerActions(this);
    }

    /** Another life of the server begins; what it does not know any more is forgotten. */
    void begin(EngineLife life) {
        server = life;
        facts.wasFull = false;
        requests.clear();
        onMessages.fast.forget();
        heard.clear();
        life.observe(() -> look(life));
        life.disk.observe(() -> lookAtConsumers(life));
        life.listenToPushes();
    }

    /** What is written is what consumers have come to just then, and that may be on the way from one look to the next. */
    private void lookAtConsumers(EngineLife life) {
        for (StreamEntry entry : life.served().snapshot()) {
            StreamModel model = streams.get(entry.name());
            if (entry.stream() != null && model != null && model.phase != Phase.GONE) {
                model.lookAtConsumers(entry);
            }
        }
    }

    @Override
    public void accept(EngineLife.Heard message) {
        heard.add(message);
        ClientRequest request = requests.get(message.subject());
        if (request != null) {
            request.heard();
        }
    }

    /** Lets the lanes work, looks at everything, and takes the answers. */
    void moveLanes() {
        EngineLife life = Objects.requireNonNull(server);
        life.moveLanes();
        look(life);
        List<EngineLife.Heard> news = List.copyOf(heard);
        heard.clear();
        news.forEach(this::take);
    }

    private void look(EngineLife life) {
        look(life, false);
        look(life, true);
        streams.values().forEach(StreamModel::lookWhileDeleted);
    }

    /** Those that have the messages of others are looked at behind these. */
    private void look(EngineLife life, boolean copies) {
        for (StreamEntry entry : life.served().snapshot()) {
            StreamModel model = streams.get(entry.name());
            if (entry.stream() != null && model != null && model.phase != Phase.GONE && model.kind.copies() == copies) {
                model.look(entry, entry.stream());
            }
        }
    }

    private void take(EngineLife.Heard message) {
        String reply = message.reply();
        if (reply != null && reply.startsWith("$JS.ACK.")) {
            onConsumers.delivered(message, reply);
            return;
        }
        if (reply != null && reply.startsWith("$JS.FC.")) {
            if (random.nextInt(4) != 0) {
                publish(reply, null, "", "");
            }
            return;
        }
        if (message.subject().startsWith(FastBatchActions.PREFIX)) {
            onMessages.fast.heard(message);
            return;
        }
        ClientRequest request = requests.remove(message.subject());
        if (request == null || message.payload().contains("\"error\"")) {
            story.add("  refused or unknown: " + message);
            return;
        }
        story.add("  answered: " + request.what + " -> " + message.payload());
        request.answered(message.payload());
    }

    void requireAnswers() {
        if (!requests.isEmpty()) {
            throw new AssertionError("No answer to "
                    + requests.values().stream().map(request -> request.what).toList());
        }
    }

    /** All has had time enough; fails if something has not come to where it should be. */
    void requireEverything() {
        streams.values().stream()
                .filter(each -> each.phase == Phase.THERE && each.kind == StreamKind.SCHEDULING)
                .forEach(each -> new ScheduleCheck(each.last()).requireFired(nanos(clock.now())));
        streams.values().stream()
                .filter(each -> each.phase == Phase.THERE && each.kind.copies())
                .forEach(each -> each.requireCopies(streams));
    }

    private static long nanos(Instant time) {
        return TimeUnit.SECONDS.toNanos(time.getEpochSecond()) + time.getNano();
    }

    /** Does one thing. */
    void act() {
        switch (random.nextInt(24)) {
            case 0 -> onStreams.create();
            case 1 -> onStreams.change();
            case 2 -> onConsumers.create();
            case 3 -> onConsumers.change();
            case 4, 5 -> onStreams.remove();
            case 6, 7, 8 -> onConsumers.fetch();
            case 9, 10, 11, 12 -> onConsumers.acknowledge();
            case 13 -> clock.advance(Duration.ofMillis(random.nextInt(any(List.of(200, 200, 3_000, 40_000)))));
            default -> onMessages.publish();
        }
        moveLanes();
        requests.values().forEach(ClientRequest::done);
    }

    void ask(ClientRequest request, String subject, String headers, String body) {
        String reply = "_R." + count();
        story.add(reply + " " + request.what + " " + subject + " " + body + " " + headers.replace("\r\n", "/"));
        requests.put(reply, request);
        publish(subject, reply, headers, body);
    }

    void publish(String subject, @Nullable String reply, String headers, String body) {
        Objects.requireNonNull(server).publish(subject, reply, headers, body);
    }

    /** A number that was not there before. */
    long count() {
        return counter++;
    }

    @Nullable
    StreamModel anyStream(Predicate<StreamModel> wanted) {
        List<StreamModel> there = streams.values().stream()
                .filter(each -> each.phase == Phase.THERE && wanted.test(each))
                .toList();
        return there.isEmpty() ? null : any(there);
    }

    <T> T any(List<T> several) {
        return several.get(random.nextInt(several.size()));
    }

    String subject(StreamModel stream) {
        String name = stream.kind == StreamKind.MIRROR ? stream.origins.get(0) : stream.name;
        return name + "." + (char) ('a' + random.nextInt(5));
    }
}
