package dev.natsbroker.broker.config;

import dev.natsbroker.broker.config.conf.ConfigException;
import java.util.List;

/**
 * What a reload changes: from running options to newly read ones.
 *
 * <p>Names and texts are those that nats-server logs. What cannot change while the server runs refuses the whole reload.
 */
public final class OptionsDifference {
    private final List<String> reloaded;
    private final List<String> refused;

    OptionsDifference(List<String> reloaded, List<String> refused) {
        this.reloaded = List.copyOf(reloaded);
        this.refused = List.copyOf(refused);
    }

    /** Compares the running options with new ones. A new port of -1 (any free one) keeps the one in use. */
    public static OptionsDifference between(BrokerOptions running, BrokerOptions wanted) {
        return new OptionsComparison(running, wanted).compare();
    }

    /** What can be applied, such as {@code max_payload = 2048}, in nats-server's order; logged behind "Reloaded: ". */
    public List<String> reloaded() {
        return reloaded;
    }

    /** What stands against the reload, one text per option; empty if it can be applied. */
    public List<String> refused() {
        return refused;
    }

    /**
     * Refuses the reload if something cannot change.
     *
     * @throws ConfigException with the first of these options
     */
    public void requireReloadable() {
        if (!refused.isEmpty()) {
            throw new ConfigException(refused.get(0));
        }
    }
}
