package dev.natsbroker.spring.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.cache.interceptor.SimpleKey;

class CacheKeysTest {
    @Test
    void shouldEncodeWhatBucketsDoNotAllow() {
        assertThat(CacheKeys.encode("plain-Key_1/2")).isEqualTo("plain-Key_1/2");
        assertThat(CacheKeys.encode(42)).isEqualTo("42");
        assertThat(CacheKeys.encode("a.b c=ü")).isEqualTo("a=2Eb=20c=3D=C3=BC");
        assertThat(CacheKeys.encode("")).isEqualTo("=");
        assertThat(CacheKeys.encode(new SimpleKey("a", 1))).isEqualTo("SimpleKey=20=5Ba=2C=201=5D");
        assertThat(CacheKeys.encode(new Object[] {"a", List.of(1)})).isEqualTo("=5Ba=2C=20=5B1=5D=5D");
    }

    @Test
    void shouldHashLongKeys() {
        assertThat(CacheKeys.encode("x".repeat(200))).hasSize(200);
        assertThat(CacheKeys.encode("x".repeat(201)))
                .startsWith("=sha256=")
                .hasSize(72)
                .isNotEqualTo(CacheKeys.encode("x".repeat(202)));
    }

    @Test
    void shouldRefuseKeysWithoutText() {
        assertThatThrownBy(() -> CacheKeys.encode(new Object())).hasMessageContaining("toString()");
    }
}
