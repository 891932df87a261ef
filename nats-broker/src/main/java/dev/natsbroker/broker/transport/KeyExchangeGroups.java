package dev.natsbroker.broker.transport;

import java.lang.reflect.Method;
import java.security.AlgorithmConstraints;
import java.security.AlgorithmParameters;
import java.security.CryptoPrimitive;
import java.security.Key;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * Limits the key exchange of TLS to the groups of {@code curve_preferences}. Immutable.
 *
 * <p>The JDK has a setter for that since Java 20. Before, constraints do it; but an old JDK asks the same question for the curve of
 * a certificate's key, so there the curves of our certificates and authorities stay on, too.
 */
final class KeyExchangeGroups {
    /** JDK names by the names of nats-server's configuration. */
    private static final Map<String, String> CLASSIC = Map.of(
            "X25519", "x25519",
            "CurveP256", "secp256r1",
            "CurveP384", "secp384r1",
            "CurveP521", "secp521r1");

    /** With post-quantum parts; taken along for the Java runtimes to come. */
    private static final Set<String> HYBRID = Set.of("X25519MLKEM768", "SecP256r1MLKEM768", "SecP384r1MLKEM1024");

    private static final @Nullable Method SET_NAMED_GROUPS = setter();

    private final Set<String> names;
    private final AlgorithmConstraints constraints;

    private KeyExchangeGroups(Set<String> names, Collection<X509Certificate> certificates) {
        this.names = names;
        Set<String> permitted = new HashSet<>();
        names.forEach(name -> permitted.add(name.toLowerCase(Locale.ROOT)));
        for (X509Certificate certificate : certificates) {
            if (certificate.getPublicKey() instanceof ECPublicKey key) {
                permitted.add("secp" + key.getParams().getOrder().bitLength() + "r1");
            }
        }
        this.constraints = new GroupConstraints(Set.copyOf(permitted));
    }

    private static @Nullable Method setter() {
        try {
            return SSLParameters.class.getMethod("setNamedGroups", String[].class);
        } catch (NoSuchMethodException e) {
            return null; // before Java 20
        }
    }

    /**
     * The limits for {@code configured} names, or null if none are configured.
     *
     * @param certificates which have to be usable all the same
     * @throws TlsSetupException if a name is unknown, or the JDK has none of the groups
     */
    static @Nullable KeyExchangeGroups of(List<String> configured, Collection<X509Certificate> certificates) {
        if (configured.isEmpty()) {
            return null;
        }
        Set<String> names = new LinkedHashSet<>();
        for (String name : configured) {
            String classic = CLASSIC.get(name);
            if (classic == null && !HYBRID.contains(name)) {
                throw new TlsSetupException("unrecognized curve preference " + name);
            }
            names.add(classic == null ? name : classic);
        }
        if (names.stream().noneMatch(CLASSIC::containsValue)) {
            throw new TlsSetupException(
                    "curve_preferences " + configured
                            + " has no key exchange that every Java runtime can do: add X25519, CurveP256, CurveP384 or CurveP521");
        }
        return new KeyExchangeGroups(names, certificates);
    }

    /** Puts the limits into the parameters of a connection. */
    void applyTo(SSLParameters parameters) {
        if (SET_NAMED_GROUPS == null) {
            parameters.setAlgorithmConstraints(constraints);
            return;
        }
        try {
            SET_NAMED_GROUPS.invoke(parameters, (Object) names.toArray(String[]::new));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("The JDK does not take the key exchange groups " + names, e);
        }
    }

    /** Says no to the key exchange with other groups, and nothing to all else. */
    private record GroupConstraints(Set<String> permitted) implements AlgorithmConstraints {
        private static final List<String> GROUP_PREFIXES = List.of("x25519", "x448", "secp", "sect", "ffdhe");

        @Override
        public boolean permits(
                Set<CryptoPrimitive> primitives, String algorithm, @Nullable AlgorithmParameters parameters) {
            if (!primitives.contains(CryptoPrimitive.KEY_AGREEMENT)) {
                return true;
            }
            String name = algorithm.toLowerCase(Locale.ROOT);
            return GROUP_PREFIXES.stream().noneMatch(name::startsWith) || permitted.contains(name);
        }

        @Override
        public boolean permits(Set<CryptoPrimitive> primitives, Key key) {
            return true;
        }

        @Override
        public boolean permits(
                Set<CryptoPrimitive> primitives, String algorithm, Key key, @Nullable AlgorithmParameters parameters) {
            return permits(primitives, algorithm, parameters);
        }
    }
}
