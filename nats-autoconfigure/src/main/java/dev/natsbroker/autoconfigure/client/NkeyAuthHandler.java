package dev.natsbroker.autoconfigure.client;

import io.nats.client.AuthHandler;
import io.nats.client.NKey;
import java.io.IOException;
import java.security.GeneralSecurityException;
import org.jspecify.annotations.Nullable;

/** Signs the server's nonce with an NKey, with or without a JWT. Thread-safe. */
final class NkeyAuthHandler implements AuthHandler {
    private final NKey key;
    private final char @Nullable [] jwt;

    /**
     * @throws InvalidNatsPropertiesException if the seed is not one
     */
    NkeyAuthHandler(String seed, @Nullable String jwt) {
        try {
            this.key = NKey.fromSeed(seed.trim().toCharArray());
        } catch (IllegalArgumentException e) {
            throw new InvalidNatsPropertiesException(
                    "nkey-seed", "not a seed", "must begin with SU and be what 'nk -gen user' prints", e);
        }
        this.jwt = jwt == null ? null : jwt.trim().toCharArray();
    }

    @Override
    public byte[] sign(byte[] nonce) {
        try {
            return key.sign(nonce);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("The NKey cannot sign", e);
        }
    }

    @Override
    public char[] getID() {
        try {
            return key.getPublicKey();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("The NKey has no public key", e);
        }
    }

    @Override
    public char @Nullable [] getJWT() {
        return jwt;
    }
}
