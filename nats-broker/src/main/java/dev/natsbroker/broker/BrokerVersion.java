package dev.natsbroker.broker;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The versions that this broker tells. */
public final class BrokerVersion {
    /** The nats-server version whose behaviour and protocol this broker has; clients switch features on it. */
    public static final String COMPATIBLE = "2.15.1";

    private static final String RESOURCE = "broker-version.properties";

    private BrokerVersion() {}

    /** This product's name and version, e.g. {@code natsbroker 0.1.0}. */
    public static String product() {
        try (InputStream in = BrokerVersion.class.getResourceAsStream(RESOURCE)) {
            Properties properties = new Properties();
            properties.load(in);
            return "natsbroker " + properties.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + RESOURCE, e);
        }
    }
}
