package dev.natsbroker.broker;

import dev.natsbroker.broker.subject.MappingTable;
import java.util.Map;
import java.util.Set;

/**
 * Brings what clients publish under the name of the JetStream domain to the API, and to the subjects of key-value and object
 * stores, which clients put behind the same prefix.
 *
 * @see <a href="https://docs.nats.io/running-a-nats-service/configuration/leafnodes/jetstream_leafnodes">Domains</a>
 */
final class DomainMappings {
    /** What comes behind {@code $JS.<domain>.API.}, and what it stands for. */
    private static final Map<String, String> DESTINATIONS = Map.of(
            "INFO", "$JS.API.INFO",
            "STREAM.>", "$JS.API.STREAM.>",
            "CONSUMER.>", "$JS.API.CONSUMER.>",
            "DIRECT.>", "$JS.API.DIRECT.>",
            "META.>", "$JS.API.META.>",
            "SERVER.>", "$JS.API.SERVER.>",
            "ACCOUNT.>", "$JS.API.ACCOUNT.>",
            "$KV.>", "$KV.>",
            "$O.>", "$O.>");

    private DomainMappings() {}

    /** Adds them to an account's table, but those whose source the account maps by itself. */
    static void add(MappingTable.Builder table, String domain, Set<String> mappedSources) {
        DESTINATIONS.forEach((suffix, destination) -> {
            String source = "$JS." + domain + ".API." + suffix;
            if (!mappedSources.contains(source)) {
                table.add(source, destination);
            }
        });
    }
}
