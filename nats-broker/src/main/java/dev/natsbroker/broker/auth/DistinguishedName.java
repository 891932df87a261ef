package dev.natsbroker.broker.auth;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.naming.InvalidNameException;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import org.jspecify.annotations.Nullable;

/**
 * A distinguished name (RFC 4514) to compare: the case of attribute types does not matter, values must be equal.
 *
 * @param parts the relative names in the order of the text, each the set of its {@code TYPE=value} attributes
 */
record DistinguishedName(List<Set<String>> parts) {

    /** The name, or null when the text is none. */
    static @Nullable DistinguishedName parse(String text) {
        try {
            List<Rdn> relative = new LdapName(text).getRdns();
            List<Set<String>> parts = new ArrayList<>();
            for (int i = relative.size() - 1; i >= 0; i--) {
                parts.add(attributes(relative.get(i)));
            }
            return parts.isEmpty() ? null : new DistinguishedName(parts);
        } catch (InvalidNameException notADistinguishedName) {
            return null;
        }
    }

    /** Whether all attributes are of these types, given in capitals. */
    boolean hasOnly(Collection<String> types) {
        return parts.stream()
                .flatMap(Set::stream)
                .allMatch(attribute -> types.contains(attribute.substring(0, attribute.indexOf('='))));
    }

    /** Whether the other name has the same parts in any order. */
    boolean hasSamePartsAs(DistinguishedName other) {
        return countsOf(parts).equals(countsOf(other.parts));
    }

    /** The values of an attribute type given in capitals, in the order of the text. */
    List<String> values(String type) {
        return parts.stream()
                .flatMap(Set::stream)
                .filter(attribute -> attribute.startsWith(type + "="))
                .map(attribute -> attribute.substring(type.length() + 1))
                .toList();
    }

    private static Map<Set<String>, Integer> countsOf(List<Set<String>> parts) {
        Map<Set<String>, Integer> counts = new HashMap<>();
        parts.forEach(part -> counts.merge(part, 1, Integer::sum));
        return counts;
    }

    private static Set<String> attributes(Rdn relative) {
        Set<String> attributes = new TreeSet<>();
        try {
            NamingEnumeration<? extends Attribute> all = relative.toAttributes().getAll();
            while (all.hasMore()) {
                Attribute attribute = all.next();
                for (int i = 0; i < attribute.size(); i++) {
                    attributes.add(attribute.getID().toUpperCase(Locale.ROOT) + "=" + attribute.get(i));
                }
            }
        } catch (NamingException e) {
            throw new IllegalStateException("attributes in memory cannot be read", e);
        }
        return Collections.unmodifiableSet(attributes);
    }
}
