package dev.natsbroker.broker.jetstream.meta;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Something that the client has asked, and how far stream and consumer had come when it was done. */
final class ClientRequest {
    final String what;
    final StreamModel stream;
    final @Nullable ConsumerModel consumer;
    final Consumer<String> onSuccess;
    private int streamIndex = -1;
    private int consumerIndex = -1;

    ClientRequest(String what, StreamModel stream, @Nullable ConsumerModel consumer, Consumer<String> onSuccess) {
        this.what = what;
        this.stream = stream;
        this.consumer = consumer;
        this.onSuccess = onSuccess;
    }

    /** All lanes have done what they can: the request is done, whenever it is answered. */
    void done() {
        if (streamIndex < 0) {
            streamIndex = stream.now();
            consumerIndex = consumer == null ? 0 : consumer.now();
        }
    }

    /** The answer is there. What comes behind it is not told by it. */
    void heard() {
        if (consumer != null && consumerIndex < 0) {
            consumerIndex = consumer.now();
        }
    }

    /** The answer was a good one. */
    void answered(String answer) {
        if (consumer != null) {
            consumer.safe(consumerIndex < 0 ? consumer.now() : consumerIndex);
        } else if (!what.equals("publish")) {
            stream.safe(streamIndex < 0 ? stream.now() : streamIndex);
        }
        onSuccess.accept(answer);
    }
}
