package dev.natsbroker.broker.transport;

import dev.natsbroker.broker.config.TlsNames;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The cipher suites by the names of nats-server's configuration, which are Go's. As there, the suites of TLS 1.3 are always
 * on: {@code cipher_suites} is about TLS 1.2.
 */
final class CipherSuites {
    private static final List<String> TLS_1_3 =
            List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");

    /** What TLS 1.2 may use by default, the best first. */
    private static final List<String> SECURE = List.of(
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
            "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
            "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA",
            "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA");

    private CipherSuites() {}

    /**
     * The suites to switch on, by their names in the JDK.
     *
     * @param configured the names that were configured; empty for the default
     * @param supported what the JDK can do and its security policy allows
     * @throws TlsSetupException if a name is unknown, is of a weak suite that was not allowed, or all are switched off in this JDK
     */
    static List<String> select(List<String> configured, boolean allowInsecure, Set<String> supported) {
        configured.forEach(CipherSuites::requireKnown);
        List<String> weak = configured.stream()
                .filter(TlsNames.INSECURE_CIPHER_SUITES::contains)
                .toList();
        if (!weak.isEmpty() && !allowInsecure) {
            throw new TlsSetupException(
                    "insecure cipher suites configured without 'allow_insecure_cipher_suites' option set: "
                            + String.join(", ", weak));
        }
        Set<String> selected = new LinkedHashSet<>(TLS_1_3);
        for (String name : configured.isEmpty() ? SECURE : configured) {
            selected.add(jdkName(name, supported));
        }
        selected.retainAll(supported);
        requireUsable(configured, selected);
        return List.copyOf(selected);
    }

    private static void requireKnown(String name) {
        if (!TlsNames.CIPHER_SUITES.contains(name)) {
            throw new TlsSetupException("unrecognized cipher " + name);
        }
    }

    /** The JDK keeps the names of the time of SSL for the suites of that time. */
    private static String jdkName(String name, Set<String> supported) {
        String old = "SSL_" + name.substring("TLS_".length());
        return supported.contains(old) ? old : name;
    }

    private static void requireUsable(List<String> configured, Set<String> selected) {
        boolean usable = configured.isEmpty()
                || configured.stream()
                        .anyMatch(name -> selected.contains(name) || selected.contains(jdkName(name, selected)));
        if (!usable) {
            throw new TlsSetupException("none of the configured cipher suites can be used, the Java runtime "
                    + Runtime.version().feature() + " has switched them off (jdk.tls.disabledAlgorithms): "
                    + String.join(", ", configured));
        }
    }
}
