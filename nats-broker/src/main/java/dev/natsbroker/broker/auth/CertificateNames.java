package dev.natsbroker.broker.auth;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * The names in a client certificate that may be those of users, in the order in which nats-server tries them: e-mail
 * addresses, DNS names and URIs of the subject's alternative names; the subject as a distinguished name; then two texts
 * of the subject, the first only if it has domain components.
 */
final class CertificateNames {
    /** The attributes that a distinguished name may have here; with another one it is not looked up as such. */
    private static final Map<String, String> KEYWORDS = Map.of(
            "2.5.4.3", "CN",
            "2.5.4.5", "SERIALNUMBER",
            "2.5.4.6", "C",
            "2.5.4.7", "L",
            "2.5.4.8", "ST",
            "2.5.4.9", "STREET",
            "2.5.4.10", "O",
            "2.5.4.11", "OU",
            "2.5.4.17", "POSTALCODE",
            "0.9.2342.19200300.100.1.25", "DC");
    /** The order of attributes in the text form of nats-server, whatever their order in the certificate. */
    private static final List<String> TEXT_ORDER =
            List.of("SERIALNUMBER", "CN", "POSTALCODE", "STREET", "ST", "L", "OU", "O", "C");

    private static final int EMAIL = 1;
    private static final int DNS = 2;
    private static final int URI = 6;

    private final List<String> alternativeNames = new ArrayList<>();
    private final @Nullable DistinguishedName subject;
    private final List<String> subjectTexts = new ArrayList<>();

    CertificateNames(X509Certificate certificate) {
        addAlternativeNames(certificate, EMAIL);
        addAlternativeNames(certificate, DNS);
        addAlternativeNames(certificate, URI);
        DistinguishedName full =
                DistinguishedName.parse(certificate.getSubjectX500Principal().getName(X500Principal.RFC2253, KEYWORDS));
        subject = full == null || !full.hasOnly(KEYWORDS.values()) ? null : full;
        if (full != null) {
            String text = text(full);
            String components = domainComponents(full);
            if (!components.isEmpty()) {
                subjectTexts.add(text + "," + components);
            }
            subjectTexts.add(text);
        }
    }

    List<String> alternativeNames() {
        return alternativeNames;
    }

    /** The subject, or null when it has attributes that cannot be compared. */
    @Nullable
    DistinguishedName subject() {
        return subject;
    }

    /** The subject as texts of Go: {@code CN=alice,OU=Unit,O=Org}. */
    List<String> subjectTexts() {
        return subjectTexts;
    }

    private void addAlternativeNames(X509Certificate certificate, int wanted) {
        Collection<List<?>> names;
        try {
            names = certificate.getSubjectAlternativeNames();
        } catch (CertificateParsingException malformed) {
            return;
        }
        if (names == null) {
            return;
        }
        for (List<?> name : names) {
            if (name.get(0).equals(wanted) && name.get(1) instanceof String text) {
                alternativeNames.add(text);
            }
        }
    }

    private static String text(DistinguishedName name) {
        List<String> parts = new ArrayList<>();
        for (String keyword : TEXT_ORDER) {
            List<String> values = name.values(keyword);
            boolean single = keyword.equals("CN") || keyword.equals("SERIALNUMBER");
            // of these the last one in the certificate counts, which RFC 2253 writes first
            List<String> used = single && values.size() > 1 ? values.subList(0, 1) : inCertificateOrder(values);
            if (!used.isEmpty()) {
                parts.add(String.join(
                        "+", used.stream().map(v -> keyword + "=" + escape(v)).toList()));
            }
        }
        return String.join(",", parts);
    }

    private static String domainComponents(DistinguishedName name) {
        return String.join(
                ",",
                inCertificateOrder(name.values("DC")).stream()
                        .map(v -> "DC=" + v)
                        .toList());
    }

    /** RFC 2253 writes the attributes from the last to the first. */
    private static List<String> inCertificateOrder(List<String> values) {
        List<String> reversed = new ArrayList<>();
        for (int i = values.size() - 1; i >= 0; i--) {
            reversed.add(values.get(i));
        }
        return reversed;
    }

    private static String escape(String value) {
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean atEdge = i == 0 || i == value.length() - 1;
            if (",+\"\\<>;".indexOf(c) >= 0 || (c == '#' && i == 0) || (c == ' ' && atEdge)) {
                escaped.append('\\');
            }
            escaped.append(c);
        }
        return escaped.toString();
    }
}
