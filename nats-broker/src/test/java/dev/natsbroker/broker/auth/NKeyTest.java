package dev.natsbroker.broker.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class NKeyTest {
    private static final byte[] NONCE = "kZ1mX9Qw7bT_-0a".getBytes(StandardCharsets.US_ASCII);
    // the pair of the NATS documentation
    private static final String SEED = "SUACSSL3UAHUDXKFSNVUZRF5UHPMWZ6BFDTJ7M6USDXIEDNPPQYYYCU3VY";
    private static final String PUBLIC = "UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4";

    private final Random random = new Random(7);

    @Test
    void shouldDerivePublicKeyFromSeed() {
        NKey key = NKey.ofSeed(SEED);

        assertThat(key.publicKey()).isEqualTo(PUBLIC);
        assertThat(key.seed()).isEqualTo(SEED);
        assertThat(key.type()).isEqualTo(NKey.Type.USER);
        assertThat(NKey.ofPublicKey(PUBLIC))
                .isEqualTo(key)
                .hasSameHashCodeAs(key)
                .hasToString(PUBLIC);
    }

    @ParameterizedTest
    @EnumSource(value = NKey.Type.class, names = "CURVE", mode = EnumSource.Mode.EXCLUDE)
    void shouldAgreeWithTheJavaClient(NKey.Type type) throws Exception {
        for (int i = 0; i < 20; i++) {
            NKey key = NKey.generate(type, random);

            io.nats.client.NKey client = io.nats.client.NKey.fromSeed(key.seed().toCharArray());

            assertThat(client.getType().name()).isEqualTo(type.name());
            assertThat(client.getPublicKey()).containsExactly(key.publicKey().toCharArray());
            assertThat(key.sign(NONCE)).isEqualTo(client.sign(NONCE));
            assertThat(NKey.ofPublicKey(key.publicKey()).verify(NONCE, client.sign(NONCE)))
                    .isTrue();
            assertThat(io.nats.client.NKey.fromPublicKey(key.publicKey().toCharArray())
                            .verify(NONCE, key.sign(NONCE)))
                    .isTrue();
        }
    }

    @Test
    void shouldRefuseForeignOrDamagedSignature() {
        NKey key = NKey.generate(NKey.Type.USER, random);
        byte[] signature = key.sign(NONCE);
        byte[] damaged = signature.clone();
        damaged[5] ^= 1;

        assertThat(key.verify(NONCE, signature)).isTrue();
        assertThat(key.verify(NONCE, damaged)).isFalse();
        assertThat(key.verify(NONCE, new byte[0])).isFalse();
        assertThat(key.verify(NONCE, new byte[64])).isFalse();
        assertThat(key.verify(new byte[] {1}, signature)).isFalse();
        assertThat(NKey.generate(NKey.Type.USER, random).verify(NONCE, signature))
                .isFalse();
    }

    @Test
    void shouldRefuseSignatureOfKeyThatIsNoPointOfTheCurve() {
        for (int i = 0; i < 20; i++) {
            String text = NKey.randomPublicKey(NKey.Type.USER, random);
            assertThat(NKey.ofPublicKey(text).verify(NONCE, new byte[64])).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(NKey.Type.class)
    void shouldNameTheTypeByTheFirstLetter(NKey.Type type) {
        String text = NKey.randomPublicKey(type, random);

        assertThat(text).hasSize(56).startsWith("OAUNCX".substring(type.ordinal(), type.ordinal() + 1));
        assertThat(NKey.isPublicKey(type, text)).isTrue();
        assertThat(NKey.ofPublicKey(text).type()).isEqualTo(type);
        for (NKey.Type other : NKey.Type.values()) {
            assertThat(NKey.isPublicKey(other, text)).isEqualTo(other == type);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "U",
                "UABC",
                "uDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4",
                "UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF5",
                "UEXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4",
                "UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4A",
                "UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCN!4",
                SEED
            })
    void shouldRefuseTextThatIsNoPublicKey(String text) {
        assertThat(NKey.isPublicKey(NKey.Type.USER, text)).isFalse();
        assertThatThrownBy(() -> NKey.ofPublicKey(text))
                .isInstanceOf(InvalidNKeyException.class)
                .hasMessageContaining('"' + text + '"');
    }

    @ParameterizedTest
    @ValueSource(strings = {"", PUBLIC, "SUACSSL3UAHUDXKFSNVUZRF5UHPMWZ6BFDTJ7M6USDXIEDNPPQYYYCU3VA"})
    void shouldRefuseTextThatIsNoSeedWithoutShowingIt(String text) {
        assertThatThrownBy(() -> NKey.ofSeed(text))
                .isInstanceOf(InvalidNKeyException.class)
                .hasMessageContaining("not an NKey seed")
                .satisfies(e -> assertThat(text.isEmpty()
                                || !String.valueOf(e.getMessage()).contains(text))
                        .isTrue());
    }

    @Test
    void shouldNotSignWithPublicPartAlone() {
        NKey key = NKey.ofPublicKey(PUBLIC);

        assertThat(key.hasSeed()).isFalse();
        assertThatThrownBy(() -> key.sign(NONCE)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(key::seed).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void shouldDecodeSignaturesOfBothAlphabets() {
        byte[] signature = new byte[64];
        random.nextBytes(signature);
        signature[0] = (byte) 0xFB;
        signature[1] = (byte) 0xEF;

        assertThat(NKey.decodeSignature(Base64.getUrlEncoder().withoutPadding().encodeToString(signature)))
                .isEqualTo(signature);
        assertThat(NKey.decodeSignature(Base64.getEncoder().encodeToString(signature)))
                .isEqualTo(signature);
        assertThat(NKey.decodeSignature("****")).isNull();
        assertThat(NKey.decodeSignature("+/==,")).isNull();
    }
}
