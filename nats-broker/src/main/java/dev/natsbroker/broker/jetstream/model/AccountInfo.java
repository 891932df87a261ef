package dev.natsbroker.broker.jetstream.model;

import static dev.natsbroker.broker.json.JsonType.TEXT;
import static dev.natsbroker.broker.json.JsonType.mapOf;

import dev.natsbroker.broker.json.JsonFields;
import dev.natsbroker.broker.json.JsonWritable;
import java.util.Map;
import tools.jackson.core.JsonGenerator;

/**
 * What an account uses of JetStream. Immutable.
 *
 * @param totals over all tiers
 * @param domain of the server
 * @param api its requests
 * @param tiers by name, when its limits are tiered
 */
public record AccountInfo(AccountTier totals, String domain, ApiStats api, Map<String, AccountTier> tiers)
        implements JsonWritable {
    /** The members in the order of the reference, for responses that have them among others. */
    public static final JsonFields<AccountInfo, Void> FIELDS = JsonFields.<AccountInfo, Void>of(
                    "server.JetStreamAccountStats")
            .include(AccountTier.FIELDS, AccountInfo::totals, none -> none)
            .optional("domain", TEXT, AccountInfo::domain)
            .field("api", ApiStats.JSON, AccountInfo::api)
            .optional("tiers", mapOf(AccountTier.JSON, "server.JetStreamTier"), AccountInfo::tiers)
            .build();

    public AccountInfo {
        tiers = Map.copyOf(tiers);
    }

    @Override
    public void writeTo(JsonGenerator json) {
        FIELDS.write(json, this);
    }
}
