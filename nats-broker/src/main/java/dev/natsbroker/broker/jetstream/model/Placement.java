package dev.natsbroker.broker.jetstream.model;

import static dev.natsbroker.broker.json.JsonType.TEXT;
import static dev.natsbroker.broker.json.JsonType.TEXTS;

import dev.natsbroker.broker.json.JsonFields;
import dev.natsbroker.broker.json.JsonType;
import java.util.List;

/**
 * Where in a cluster a stream or consumer may live.
 *
 * @param cluster name of the cluster
 * @param tags tags that a server must have, or not have with a leading {@code !}
 * @param preferred the server that should lead; in step-down requests only
 */
public record Placement(String cluster, List<String> tags, String preferred) {
    static final JsonFields<Placement, Draft> FIELDS = JsonFields.<Placement, Draft>of("server.Placement")
            .optional("cluster", TEXT, Placement::cluster, (draft, value) -> draft.cluster = value)
            .optional("tags", TEXTS, Placement::tags, (draft, value) -> draft.tags = value)
            .optional("preferred", TEXT, Placement::preferred, (draft, value) -> draft.preferred = value)
            .build();

    static final JsonType<Placement> JSON = JsonType.object(FIELDS, Draft::new, Draft::finish);

    public Placement {
        tags = List.copyOf(tags);
    }

    /** What has been read so far. */
    static final class Draft {
        private String cluster = "";
        private List<String> tags = List.of();
        private String preferred = "";

        private Placement finish() {
            return new Placement(cluster, tags, preferred);
        }
    }
}
