package dev.natsbroker.broker.jetstream.meta;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is known of one consumer, as {@link StreamModel} is of a stream. */
final class ConsumerModel {
    final String name;
    final List<ConsumerView> history = new ArrayList<>();
    final List<String> unacknowledged = new ArrayList<>();
    StreamModel.Phase phase = StreamModel.Phase.CREATING;
    int safe;
    boolean isOld;

    ConsumerModel(String name) {
        this.name = name;
    }

    int now() {
        return Math.max(0, history.size() - 1);
    }

    void safe(int index) {
        safe = Math.max(safe, index);
    }

    ConsumerView last() {
        return history.get(now());
    }

    void look(LiveConsumer consumer) {
        ConsumerView view = ConsumerView.of(consumer);
        if (history.isEmpty() || !view.equals(history.get(history.size() - 1))) {
            history.add(view);
        }
    }

    /** What the recovery has left is where the next life begins. */
    void begin(LiveConsumer consumer) {
        history.clear();
        history.add(ConsumerView.of(consumer));
        safe = 0;
        isOld = true;
        phase = StreamModel.Phase.THERE;
        unacknowledged.clear();
    }

    /** The device was lazy: there may be an older one of that name, or none. */
    void mayForget() {
        safe = 0;
        if (!isOld) {
            history.clear();
            phase = phase == StreamModel.Phase.THERE ? StreamModel.Phase.CREATING : phase;
        }
        phase = phase == StreamModel.Phase.GONE ? StreamModel.Phase.DELETING : phase;
    }

    /** Fails if the consumer that was found, maybe null, is none that a crash may leave in the stream {@code found}. */
    void checkRecovered(String id, @Nullable LiveConsumer consumer, StreamSnapshot found) {
        if (consumer == null && phase == StreamModel.Phase.THERE) {
            throw new AssertionError("Consumer " + id + " is lost");
        } else if (consumer != null && phase == StreamModel.Phase.GONE) {
            throw new AssertionError("Consumer " + id + " is back");
        } else if (consumer == null || history.isEmpty()) {
            return;
        }
        ConsumerView view = ConsumerView.of(consumer);
        StringBuilder problems = new StringBuilder();
        for (int i = safe; i < history.size(); i++) {
            String problem = history.get(i)
                    .problemOf(
                            view,
                            history.get(Math.max(0, i - 1)).config(),
                            found.first(),
                            sequence -> found.messages().containsKey(sequence));
            if (problem == null) {
                return;
            }
            problems.append('\n')
                    .append(i)
                    .append(": ")
                    .append(problem)
                    .append(" in ")
                    .append(history.get(i));
        }
        throw new AssertionError("Consumer " + id + " is " + view + problems + "\nin " + found);
    }
}
