package dev.natsbroker.broker.config;

import dev.natsbroker.broker.config.conf.ConfigFiles;
import dev.natsbroker.broker.config.conf.ConfigValue;
import dev.natsbroker.broker.config.conf.GoFormat;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the {@code tls} block of the client listener. */
final class TlsReader {
    private static final Pattern SHA256 = Pattern.compile("[a-f0-9]{64}");

    private final ConfigFiles files;

    TlsReader(ConfigFiles files) {
        this.files = files;
    }

    /** The options; fails at the first error. */
    TlsOptions read(ConfigValue block) {
        Draft draft = new Draft();
        Map<String, ConfigValue> fields = block.map();
        fields.forEach((key, value) -> field(draft, key, value));
        TlsOptions tls = draft.options
                .verify(draft.verify || draft.map)
                .verifyAndMap(draft.map)
                .build();
        if (!tls.certs().isEmpty() && tls.certFile() != null) {
            throw block.error("error parsing tls config, cannot combine 'cert_file' option with 'certs' option");
        }
        List<String> insecure = tls.cipherSuites().stream()
                .filter(TlsNames.INSECURE_CIPHER_SUITES::contains)
                .toList();
        if (!insecure.isEmpty() && !tls.allowInsecureCipherSuites()) {
            throw block.error("insecure cipher suites configured without 'allow_insecure_cipher_suites' option set: "
                    + String.join(", ", insecure));
        }
        requireFiles(block, tls);
        return tls;
    }

    private void requireFiles(ConfigValue block, TlsOptions tls) {
        if (tls.certFile() != null && tls.keyFile() == null) {
            throw block.error("missing 'key_file' in TLS configuration");
        }
        if (tls.certFile() == null && tls.keyFile() != null) {
            throw block.error("missing 'cert_file' in TLS configuration");
        }
        requireReadable(block, "error parsing X509 certificate/key pair: ", tls.certFile());
        requireReadable(block, "error parsing X509 certificate/key pair: ", tls.keyFile());
        for (int i = 0; i < tls.certs().size(); i++) {
            String prefix = "error parsing X509 certificate/key pair " + (i + 1) + "/"
                    + tls.certs().size() + ": ";
            requireReadable(block, prefix, tls.certs().get(i).certFile());
            requireReadable(block, prefix, tls.certs().get(i).keyFile());
        }
        requireReadable(block, "", tls.caFile());
    }

    private void requireReadable(ConfigValue block, String prefix, @Nullable Path file) {
        if (file != null) {
            ConfigScalars.requireReadable(block, prefix, () -> files.read(file.toString()));
        }
    }

    private static void field(Draft draft, String key, ConfigValue value) {
        TlsOptions.Builder options = draft.options;
        switch (key.toLowerCase(Locale.ROOT)) {
            case "cert_file" -> options.certFile(file("cert_file", value));
            case "key_file" -> options.keyFile(file("key_file", value));
            case "ca_file" -> options.caFile(file("ca_file", value));
            case "certs", "certificates" -> options.certs(certificates(value));
            case "insecure" -> options.insecure(flag("insecure", value));
            case "verify" -> draft.verify = flag("verify", value);
            case "verify_and_map" -> draft.map = flag("verify_and_map", value);
            case "verify_cert_and_check_known_urls" -> checkKnownUrls(value);
            case "allow_insecure_cipher_suites" ->
                options.allowInsecureCipherSuites(flag("allow_insecure_cipher_suites", value));
            case "cipher_suites" ->
                options.cipherSuites(names("cipher_suites", "unrecognized cipher ", TlsNames.CIPHER_SUITES, value));
            case "curve_preferences" ->
                options.curvePreferences(
                        names("curve_preferences", "unrecognized curve preference ", TlsNames.CURVES, value));
            case "min_version" -> options.minVersion(minVersion(value));
            case "timeout" ->
                options.timeout(ConfigScalars.orDefault(ConfigScalars.timeout("tls", value), Duration.ofSeconds(2)));
            case "handshake_first", "first", "immediate" -> options.handshakeFirst(handshakeFirst(key, value));
            case "connection_rate_limit" -> options.connectionRateLimit(rateLimit(value));
            case "pinned_certs" -> options.pinnedCerts(pinnedCerts(value));
            case "ocsp_peer" -> UnsupportedParts.requireOff(key, value, "OCSP is not built yet");
            case "cert_store", "cert_match_by", "cert_match", "ca_certs_match", "cert_match_skip_invalid" ->
                UnsupportedParts.requireOff(
                        key, value, "certificate stores of Windows are not built in; use PEM files");
            default -> throw value.error("error parsing tls config, unknown field " + GoFormat.quote(key));
        }
    }

    private static @Nullable Path file(String key, ConfigValue value) {
        String text = value.stringOrNull();
        if (text == null) {
            throw value.error("error parsing tls config, expected '" + key + "' to be filename");
        }
        return text.isEmpty() ? null : ConfigScalars.path(value, text);
    }

    private static boolean flag(String key, ConfigValue value) {
        Boolean flag = value.booleanOrNull();
        if (flag == null) {
            throw value.error("error parsing tls config, expected '" + key + "' to be a boolean");
        }
        return flag;
    }

    private static void checkKnownUrls(ConfigValue value) {
        if (flag("verify_cert_and_check_known_urls", value)) {
            throw value.error("verify_cert_and_check_known_urls not supported in this context");
        }
    }

    private static List<String> names(String key, String unknown, Set<String> known, ConfigValue value) {
        List<ConfigValue> elements = value.array();
        if (elements.isEmpty()) {
            throw value.error("error parsing tls config, '" + key + "' cannot be empty");
        }
        List<String> names = new ArrayList<>();
        for (ConfigValue element : elements) {
            String name = element.string();
            if (!known.contains(name)) {
                throw element.error(unknown + name);
            }
            names.add(name);
        }
        return names;
    }

    private static TlsVersion minVersion(ConfigValue value) {
        String text = value.stringOrNull();
        if (text == null) {
            throw value.error("error parsing tls config: 'min_version' wrong type: " + GoFormat.text(value));
        }
        return switch (text) {
            case "1.2" -> TlsVersion.TLS_1_2;
            case "1.3" -> TlsVersion.TLS_1_3;
            case "1.0", "1.1" -> throw value.error("error parsing tls config: unsupported TLS version: TLS " + text);
            default -> throw value.error("error parsing tls config: unknown version: " + text);
        };
    }

    private static HandshakeFirst handshakeFirst(String key, ConfigValue value) {
        Boolean flag = value.booleanOrNull();
        if (flag != null) {
            return flag ? HandshakeFirst.ON : HandshakeFirst.OFF;
        }
        String text = value.stringOrNull();
        if (text == null) {
            throw value.error(
                    "field " + GoFormat.quote(key) + " should be a boolean or a string, got " + value.typeName());
        }
        switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "on":
                return HandshakeFirst.ON;
            case "false", "off":
                return HandshakeFirst.OFF;
            case "auto", "auto_fallback":
                return HandshakeFirst.auto(HandshakeFirst.DEFAULT_FALLBACK);
            default:
                return handshakeFallback(key, value, text);
        }
    }

    private static HandshakeFirst handshakeFallback(String key, ConfigValue value, String text) {
        try {
            Duration fallback = GoFormat.parseDuration(text);
            return fallback.isZero() || fallback.isNegative() ? HandshakeFirst.ON : HandshakeFirst.auto(fallback);
        } catch (IllegalArgumentException e) {
            throw value.error("field " + GoFormat.quote(key) + "'s value " + GoFormat.quote(text) + " is invalid");
        }
    }

    private static long rateLimit(ConfigValue value) {
        Long limit = value.integerOrNull();
        if (limit == null) {
            throw value.error("error parsing tls config, 'connection_rate_limit' wrong type");
        }
        return limit;
    }

    private static Set<String> pinnedCerts(ConfigValue value) {
        List<ConfigValue> elements = value.arrayOrNull();
        if (elements == null) {
            throw value.error(
                    "error parsing tls config, expected 'pinned_certs' to be a list of hex-encoded sha256 of DER"
                            + " encoded SubjectPublicKeyInfo");
        }
        Set<String> hashes = new LinkedHashSet<>();
        for (ConfigValue element : elements) {
            String hash = element.string().toLowerCase(Locale.ROOT);
            if (!SHA256.matcher(hash).matches()) {
                throw element.error("error parsing tls config, 'pinned_certs' key " + hash
                        + " does not look like hex-encoded sha256 of DER encoded SubjectPublicKeyInfo");
            }
            hashes.add(hash);
        }
        return hashes;
    }

    private static List<TlsCertificate> certificates(ConfigValue value) {
        List<ConfigValue> elements = value.arrayOrNull();
        if (elements == null) {
            throw value.error("error parsing certificates config: unsupported type " + value.typeName());
        }
        return elements.stream().map(TlsReader::certificate).toList();
    }

    private static TlsCertificate certificate(ConfigValue element) {
        Map<String, ConfigValue> fields = element.mapOrNull();
        if (fields == null) {
            throw element.error("error parsing certificates config: unsupported type " + element.typeName());
        }
        Path certFile = null;
        Path keyFile = null;
        ConfigValue last = element;
        for (Map.Entry<String, ConfigValue> field : fields.entrySet()) {
            last = field.getValue();
            if (last.stringOrNull() == null) {
                throw last.error("error parsing certificates config: unsupported type " + last.typeName());
            }
            switch (field.getKey()) {
                case "cert_file" -> certFile = ConfigScalars.path(last);
                case "key_file" -> keyFile = ConfigScalars.path(last);
                default ->
                    throw last.error("error parsing tls certs config, unknown field " + GoFormat.quote(field.getKey()));
            }
        }
        if (certFile == null || keyFile == null) {
            throw last.error("error parsing certificates config: both 'cert_file' and 'cert_key' options are required");
        }
        return new TlsCertificate(certFile, keyFile);
    }

    /** The options while they are read; mapping users implies verification wherever it stands. */
    private static final class Draft {
        private final TlsOptions.Builder options = TlsOptions.builder();
        private boolean verify;
        private boolean map;
    }
}
