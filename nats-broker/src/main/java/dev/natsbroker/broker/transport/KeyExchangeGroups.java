package dev.natsbroker.broker.transport;

import java.security.AlgorithmConstraints;
import java.security.AlgorithmParameters;
import java.security.CryptoPrimitive;
import java.security.Key;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Limits the key exchange of TLS to the groups of {@code curve_preferences}. Their order means nothing, as in nats-server. The
 * JDK's own setter for groups came with Java 20; constraints work in all versions. Immutable.
 */
final class KeyExchangeGroups implements AlgorithmConstraints {
    /** JDK names by the names of nats-server's configuration. */
    private static final Map<String, String> CLASSIC = Map.of(
            "X25519", "x25519",
            "CurveP256", "secp256r1",
            "CurveP384", "secp384r1",
            "CurveP521", "secp521r1");

    /** With post-quantum parts; taken along for the Java runtimes to come. */
    private static final Set<String> HYBRID = Set.of("X25519MLKEM768", "SecP256r1MLKEM768", "SecP384r1MLKEM1024");

    private static final List<String> GROUP_PREFIXES = List.of("x25519", "x448", "secp", "sect", "ffdhe", "mlkem");

    private final Set<String> allowed;

    private KeyExchangeGroups(Set<String> allowed) {
        this.allowed = Set.copyOf(allowed);
    }

    /**
     * The limits for {@code configured} names, or null if none are configured.
     *
     * @throws TlsSetupException if a name is unknown, or the JDK has none of the groups
     */
    static @Nullable KeyExchangeGroups of(List<String> configured) {
        if (configured.isEmpty()) {
            return null;
        }
        Set<String> names = new HashSet<>();
        for (String name : configured) {
            String classic = CLASSIC.get(name);
            if (classic == null && !HYBRID.contains(name)) {
                throw new TlsSetupException("unrecognized curve preference " + name);
            }
            names.add(classic == null ? name.toLowerCase(Locale.ROOT) : classic);
        }
        if (names.stream().noneMatch(CLASSIC::containsValue)) {
            throw new TlsSetupException(
                    "curve_preferences " + configured
                            + " has no key exchange that every Java runtime can do: add X25519, CurveP256, CurveP384 or CurveP521");
        }
        return new KeyExchangeGroups(names);
    }

    @Override
    public boolean permits(
            Set<CryptoPrimitive> primitives, String algorithm, @Nullable AlgorithmParameters parameters) {
        if (!primitives.contains(CryptoPrimitive.KEY_AGREEMENT)) {
            return true;
        }
        String name = algorithm.toLowerCase(Locale.ROOT);
        return GROUP_PREFIXES.stream().noneMatch(name::startsWith) || allowed.contains(name);
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
