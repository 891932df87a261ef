package dev.natsbroker.broker.jetstream.meta;

import dev.natsbroker.broker.config.MappingOptions;
import java.util.ArrayList;
import java.util.List;

/** Under which names a JetStream domain is reached besides the ordinary ones: mappings of each account that has JetStream. */
public final class DomainMappings {
    private static final List<String> API =
            List.of("INFO", "STREAM.>", "CONSUMER.>", "DIRECT.>", "META.>", "SERVER.>", "ACCOUNT.>");

    private DomainMappings() {}

    /** The mappings for a domain. */
    public static List<MappingOptions> of(String domain) {
        String prefix = "$JS." + domain + ".API.";
        List<MappingOptions> mappings = new ArrayList<>();
        for (String subject : API) {
            mappings.add(MappingOptions.of(prefix + subject, "$JS.API." + subject));
        }
        for (String bucket : List.of("$KV.>", "$OBJ.>")) {
            mappings.add(MappingOptions.of(prefix + bucket, bucket));
        }
        return mappings;
    }
}
