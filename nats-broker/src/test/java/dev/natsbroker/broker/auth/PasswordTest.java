package dev.natsbroker.broker.auth;

import static org.assertj.core.api.Assertions.assertThat;

import at.favre.lib.crypto.bcrypt.BCrypt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordTest {
    /** Of "secret", made by the C library. */
    private static final String HASH = "04$1yA6WgXEP2ujGy7vKP4iGuyqweZHrKz9EMTepqI5pYaY3F1XeQe8m";

    @ParameterizedTest
    @CsvSource({
        "a, a, true",
        "a, b, false",
        "a, aa, false",
        "a, '', false",
        "'', '', true",
        "'', x, false",
        "é, é, true"
    })
    void shouldComparePlainPasswords(String stored, String given, boolean same) {
        Password password = new Password(stored);

        assertThat(password.matches(given)).isEqualTo(same);
        assertThat(password.isExpensive()).isFalse();
    }

    @Test
    void shouldTakeAbsentForEmpty() {
        assertThat(new Password(null).matches(null)).isTrue();
        assertThat(new Password(null).matches("")).isTrue();
        assertThat(new Password(null).matches("x")).isFalse();
        assertThat(new Password("x").matches(null)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"$2a$", "$2b$", "$2x$", "$2y$"})
    void shouldCheckHashesOfAllVersions(String version) {
        Password password = new Password(version + HASH);

        assertThat(password.isExpensive()).isTrue();
        assertThat(password.matches("secret")).isTrue();
        assertThat(password.matches("secreT")).isFalse();
        assertThat(password.matches(version + HASH)).isFalse();
        assertThat(password.matches(null)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"$2c$04$abc", "$2a$4$abc", "$1$abc", "2a$04$x", "$"})
    void shouldTakeOtherTextForPlain(String stored) {
        assertThat(new Password(stored).isExpensive()).isFalse();
        assertThat(new Password(stored).matches(stored)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"$2a$04$", "$2a$04$tooShort", "$2a$99$1yA6WgXEP2ujGy7vKP4iGuyqweZHrKz9EMTepqI5pYaY3F1XeQe8m"})
    void shouldMatchNothingWithDamagedHash(String stored) {
        assertThat(new Password(stored).isExpensive()).isTrue();
        assertThat(new Password(stored).matches("secret")).isFalse();
        assertThat(new Password(stored).matches(stored)).isFalse();
    }

    @Test
    void shouldLookAtTheFirst72BytesOnly() {
        String long72 = "x".repeat(72);
        Password password = new Password(BCrypt.withDefaults().hashToString(4, long72.toCharArray()));

        assertThat(password.matches(long72)).isTrue();
        assertThat(password.matches(long72 + "more")).isTrue();
        assertThat(password.matches("x".repeat(71))).isFalse();
    }
}
