package dev.natsbroker.broker.connection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"user\":\"u\",\"pass\":\"secret\"} | {\"user\":\"u\",\"pass\":\"[REDACTED]\"}",
                "{\"PASS\" : \"secret\"} | {\"PASS\" : \"[REDACTED]\"}",
                "{\"password\":\"secret\",\"a\":1} | {\"password\":\"[REDACTED]\",\"a\":1}",
                "{\"pass\":\"a\\\"secret\"} | {\"pass\":\"[REDACTED]\"}",
                "{\"pass\":\"a\\\\\",\"name\":\"n\"} | {\"pass\":\"[REDACTED]\",\"name\":\"n\"}",
                "{\"pass\":\"secret | {\"pass\":\"[REDACTED]",
                "{\"pass\":\"secret\\ | {\"pass\":\"[REDACTED]",
                "{\"pass\":\"\"} | {\"pass\":\"[REDACTED]\"}",
                "{\"auth_token\":\"t\",\"sig\":\"s\",\"proxy_sig\":\"p\",\"nkey\":\"U\",\"jwt\":\"e\"} "
                        + "| {\"auth_token\":\"[REDACTED]\",\"sig\":\"[REDACTED]\",\"proxy_sig\":\"[REDACTED]\","
                        + "\"nkey\":\"[REDACTED]\",\"jwt\":\"[REDACTED]\"}",
                "{\"signature\":\"keep\",\"xsig\":\"keep\",\"name\":\"pass\"} "
                        + "| {\"signature\":\"keep\",\"xsig\":\"keep\",\"name\":\"pass\"}",
                "{} | {}"
            })
    void shouldLeaveOutSecretsAndNothingElse(String json, String shown) {
        assertThat(Secrets.redact(json)).isEqualTo(shown);
    }

    @Test
    void shouldTakeASecretOfAnyLength() {
        String secret = "\\\"".repeat(1_000_000);

        assertThat(Secrets.redact("{\"pass\":\"" + secret + "\"}")).isEqualTo("{\"pass\":\"[REDACTED]\"}");
    }
}
