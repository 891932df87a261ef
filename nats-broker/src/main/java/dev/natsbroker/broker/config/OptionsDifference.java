package dev.natsbroker.broker.config;

import java.util.List;

/** temp */
public final class OptionsDifference {
    public static OptionsDifference between(BrokerOptions a, BrokerOptions b) {
        return new OptionsDifference();
    }

    public void requireReloadable() {}

    public List<String> reloaded() {
        return List.of();
    }
}
