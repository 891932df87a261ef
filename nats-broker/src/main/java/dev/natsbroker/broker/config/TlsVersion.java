package dev.natsbroker.broker.config;

/** The TLS protocol versions that can be asked for. */
public enum TlsVersion {
    /** TLS 1.2. */
    TLS_1_2("1.2"),
    /** TLS 1.3. */
    TLS_1_3("1.3");

    private final String text;

    TlsVersion(String text) {
        this.text = text;
    }

    /** The value of {@code min_version} in a configuration file. */
    public String text() {
        return text;
    }
}
