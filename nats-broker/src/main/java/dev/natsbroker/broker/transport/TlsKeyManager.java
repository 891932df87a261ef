package dev.natsbroker.broker.transport;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Picks the server's certificate: among those whose kind of key the client understands the first one that holds the name which
 * the client asks for (SNI), else the first one. Immutable.
 */
final class TlsKeyManager extends X509ExtendedKeyManager {
    /** The kind of a subject alternative name that holds a DNS name (RFC 5280). */
    private static final int DNS_NAME = 2;

    private final List<Entry> entries;

    private record Entry(String alias, TlsKeyPair pair, List<String> names) {
        boolean hasKeyType(String keyType) {
            return pair.key().getAlgorithm().equals(keyType);
        }

        /** Whether the certificate is for {@code host}; a wildcard stands for the first label only. */
        boolean isFor(String host) {
            int dot = host.indexOf('.');
            String wildcard = dot < 0 ? host : "*" + host.substring(dot);
            return names.contains(host) || names.contains(wildcard);
        }
    }

    TlsKeyManager(List<TlsKeyPair> pairs) {
        List<Entry> collected = new ArrayList<>();
        for (TlsKeyPair pair : pairs) {
            collected.add(new Entry(
                    Integer.toString(collected.size()),
                    pair,
                    dnsNames(pair.chain().get(0))));
        }
        entries = List.copyOf(collected);
    }

    private static List<String> dnsNames(X509Certificate certificate) {
        List<String> names = new ArrayList<>();
        try {
            Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
            if (alternatives != null) {
                for (List<?> alternative : alternatives) {
                    if (alternative.get(0).equals(DNS_NAME)) {
                        names.add(alternative.get(1).toString().toLowerCase(Locale.ROOT));
                    }
                }
            }
        } catch (CertificateParsingException e) {
            return List.of(); // no names: the certificate is taken when nothing fits better
        }
        return names;
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        String host = engine == null ? null : requestedHost(engine);
        List<Entry> candidates = entries;
        if (host != null && entries.stream().anyMatch(entry -> entry.isFor(host))) {
            candidates = entries.stream().filter(entry -> entry.isFor(host)).toList();
        }
        for (Entry entry : candidates) {
            if (entry.hasKeyType(keyType)) {
                return entry.alias();
            }
        }
        return null;
    }

    private static @Nullable String requestedHost(SSLEngine engine) {
        if (engine.getHandshakeSession() instanceof ExtendedSSLSession session) {
            for (SNIServerName name : session.getRequestedServerNames()) {
                if (name instanceof SNIHostName host) {
                    return host.getAsciiName().toLowerCase(Locale.ROOT);
                }
            }
        }
        return null;
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return chooseEngineServerAlias(keyType, issuers, null);
    }

    @Override
    public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return entries.stream()
                .filter(entry -> entry.hasKeyType(keyType))
                .map(Entry::alias)
                .toArray(String[]::new);
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return pair(alias).chain().toArray(X509Certificate[]::new);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return pair(alias).key();
    }

    private TlsKeyPair pair(String alias) {
        return entries.get(Integer.parseInt(alias)).pair();
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}
