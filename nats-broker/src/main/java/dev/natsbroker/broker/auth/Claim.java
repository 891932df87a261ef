package dev.natsbroker.broker.auth;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Who a client claims to be, and what proves it. The expensive part is {@link #isProven}.
 *
 * @param credentials of the client, with the user that was found for it
 * @param identity who it would be; null if there is nobody like that
 * @param proof what has to be shown
 * @param stored the configured password or token; null where none is compared
 */
record Claim(
        Credentials credentials,
        @Nullable UserIdentity identity,
        Proof proof,
        @Nullable Password stored) {

    private enum Proof {
        IMPOSSIBLE,
        NONE,
        PASSWORD,
        TOKEN,
        SIGNATURE
    }

    static Claim refused(Credentials credentials) {
        return new Claim(credentials, null, Proof.IMPOSSIBLE, null);
    }

    static Claim granted(Credentials credentials, UserIdentity identity) {
        return new Claim(credentials, identity, Proof.NONE, null);
    }

    static Claim byPassword(Credentials credentials, UserIdentity identity, Password stored) {
        return new Claim(credentials, identity, Proof.PASSWORD, stored);
    }

    static Claim byToken(Credentials credentials, UserIdentity identity, Password stored) {
        return new Claim(credentials, identity, Proof.TOKEN, stored);
    }

    static Claim bySignature(Credentials credentials, UserIdentity identity) {
        return new Claim(credentials, identity, Proof.SIGNATURE, null);
    }

    boolean isExpensive() {
        return proof == Proof.SIGNATURE || (stored != null && stored.isExpensive());
    }

    boolean isProven() {
        return switch (proof) {
            case IMPOSSIBLE -> false;
            case NONE -> true;
            case PASSWORD -> stored != null && stored.matches(credentials.pass());
            case TOKEN -> stored != null && stored.matches(credentials.token());
            case SIGNATURE -> isNonceSigned();
        };
    }

    private boolean isNonceSigned() {
        String nkey = credentials.nkey();
        String nonce = credentials.nonce();
        byte[] signature = credentials.sig() == null ? null : NKey.decodeSignature(credentials.sig());
        if (nkey == null || nonce == null || signature == null || !NKey.isPublicKey(NKey.Type.USER, nkey)) {
            return false;
        }
        return NKey.ofPublicKey(nkey).verify(nonce.getBytes(StandardCharsets.UTF_8), signature);
    }
}
