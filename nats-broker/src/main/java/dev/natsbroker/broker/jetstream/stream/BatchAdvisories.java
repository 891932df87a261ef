package dev.natsbroker.broker.jetstream.stream;

import dev.natsbroker.broker.jetstream.model.Nuid;
import dev.natsbroker.broker.json.GoJson;
import dev.natsbroker.broker.json.JsonWritable;
import java.nio.charset.StandardCharsets;

/** Tells who listens of batches that were given up (spec 9). Owned by the lane. */
final class BatchAdvisories {
    private static final byte[] NO_HEADERS = {};

    private final Stream stream;
    private final byte[] subject;

    BatchAdvisories(Stream stream) {
        this.stream = stream;
        this.subject = ("$JS.EVENT.ADVISORY.STREAM.BATCH_ABANDONED."
                        + stream.config().name())
                .getBytes(StandardCharsets.UTF_8);
    }

    void abandoned(String batch, AtomicBatch.Abandoned reason) {
        StreamHost host = stream.host();
        if (!host.publisher().hasInterest(subject, 0, subject.length)) {
            return;
        }
        JsonWritable advisory = json -> {
            json.writeStartObject();
            json.writeStringProperty("type", "io.nats.jetstream.advisory.v1.stream_batch_abandoned");
            json.writeStringProperty("id", new Nuid(stream.lane().random()).next());
            json.writeStringProperty(
                    "timestamp", GoJson.text(stream.lane().clock().now()));
            json.writeStringProperty("stream", stream.config().name());
            String domain = host.domain();
            if (domain != null) {
                json.writeStringProperty("domain", domain);
            }
            json.writeStringProperty("batch", batch);
            json.writeStringProperty("reason", reason.reason());
            json.writeEndObject();
        };
        host.publisher().publish(host.outbound().to(subject).body(NO_HEADERS, GoJson.compact(advisory)));
    }
}
