package dev.natsbroker.broker.auth;

import dev.natsbroker.broker.config.ConnectionType;
import dev.natsbroker.broker.subject.Subjects;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client said of itself in CONNECT, and what the server knows of its connection. Empty texts count as absent.
 *
 * @param user user name
 * @param pass password
 * @param token token
 * @param nkey public NKey
 * @param sig signature of the nonce
 * @param jwt user JWT
 * @param proxySig signature of the nonce by a proxy
 * @param nonce the nonce that INFO showed; null if it showed none
 * @param type kind of the connection
 * @param certs the client's certificate chain, its own first; empty without TLS
 */
public record Credentials(
        @Nullable String user,
        @Nullable String pass,
        @Nullable String token,
        @Nullable String nkey,
        @Nullable String sig,
        @Nullable String jwt,
        @Nullable String proxySig,
        @Nullable String nonce,
        ConnectionType type,
        List<X509Certificate> certs) {

    public Credentials {
        user = presence(user);
        pass = presence(pass);
        token = presence(token);
        nkey = presence(nkey);
        sig = presence(sig);
        jwt = presence(jwt);
        proxySig = presence(proxySig);
        certs = List.copyOf(certs);
    }

    /** Whether there is nothing that could name or prove a user. */
    boolean isAnonymous() {
        return nkey == null && namesNoUser();
    }

    /** Whether there is nothing but perhaps an NKey. */
    boolean namesNoUser() {
        return user == null && pass == null && token == null;
    }

    /** The name that monitoring shows for the client; null for none. */
    @Nullable
    String displayName() {
        if (nkey != null) {
            return nkey;
        }
        return user == null && token != null ? UserIdentity.REDACTED : user;
    }

    /** The client as log lines name it, for example {@code User "b"}; null if it said no name. */
    @Nullable
    String label() {
        if (nkey != null) {
            return "Nkey " + Subjects.quote(nkey);
        }
        if (user != null) {
            return "User " + Subjects.quote(user);
        }
        return token == null ? null : UserIdentity.TOKEN_LABEL;
    }

    Credentials as(String mappedUser) {
        return new Credentials(mappedUser, pass, token, nkey, sig, jwt, proxySig, nonce, type, certs);
    }

    private static @Nullable String presence(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }

    /** Leaves the secrets out. */
    @Override
    public String toString() {
        return "Credentials[" + label() + ", type=" + type + "]";
    }
}
