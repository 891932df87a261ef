package dev.natsbroker.broker.subject;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubjectsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a", "a.b", "*", ">", "a.*.b", "a.>", "*.*", "foo*", "fo*o", "foo>", "*>", ">*", "a.b>.c", "é.ü", "$SYS"
            })
    void shouldAcceptSubjectToSubscribe(String subject) {
        assertThat(valid(subject)).isTrue();
        assertThat(Subjects.isValid(subject)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "a.", ".a", "a..b", "a.>.b", ">.a", ">.>", "..", "a.>."})
    void shouldRefuseSubjectToSubscribe(String subject) {
        assertThat(valid(subject)).isFalse();
        assertThat(Subjects.isValid(subject)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a\tb", "a.b\r", "a\n", "\f"})
    void shouldRefuseBlanksInConfiguredSubjectOnly(String subject) {
        assertThat(valid(subject)).isTrue();
        assertThat(Subjects.isValid(subject)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "a, true",
        "a.b, true",
        "foo*, true",
        "*foo, true",
        "a.b>, true",
        "a.**.b, true",
        "a.*>, true",
        "*, false",
        ">, false",
        "a.*, false",
        "a.*.b, false",
        "*.a, false",
        "a.>, false"
    })
    void shouldTellLiteralFromWildcard(String subject, boolean literal) {
        assertThat(Subjects.isLiteral(subject)).isEqualTo(literal);
        byte[] b = latin(subject);
        assertThat(Subjects.hasWildcard(b, 0, b.length)).isEqualTo(!literal);
        assertThat(Subjects.isValidPublish(b, 0, b.length)).isEqualTo(literal);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a..b", "", ".a", "a."})
    void shouldRefuseEmptyTokensWhenPublishing(String subject) {
        byte[] b = latin(subject);
        assertThat(Subjects.isValidPublish(b, 0, b.length)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"'', 0", "a, 1", "a.b.c, 3", "a..b, 3", "., 2"})
    void shouldCountTokens(String subject, int count) {
        assertThat(Subjects.tokenCount(subject)).isEqualTo(count);
    }

    @ParameterizedTest
    @CsvSource({
        "a, a, true",
        "a, b, false",
        "a.b, a.b, true",
        "a.b, a, false",
        "a, a.b, false",
        "ab, a, false",
        "*, a, true",
        "*, a.b, false",
        "*.b, a.b, true",
        "a.*, a, false",
        "a.*.c, a.b.c, true",
        "a.*.c, a.b.d, false",
        ">, a, true",
        ">, a.b.c, true",
        "a.>, a, false",
        "a.>, a.b, true",
        "a.>, a.b.c, true",
        "a.>, b.c, false",
        "*.>, a, false",
        "*.>, a.b, true",
        "a.*, a.*, true",
        "a.b, a.*, false",
        ">, a.*, true",
        "a.*, a.>, true",
        "foo*, foo*, true",
        "foo*, foox, false",
        ">, a..b, false",
        "a.>, a..b, false",
        "*.*, a., false",
        "*, '', false",
        ">, '', false",
        ">, .a, false",
        "a.>, a., false",
        ">, a.b., false"
    })
    void shouldMatchPublishedSubjectAgainstFilter(String filter, String subject, boolean matches) {
        assertThat(Subjects.matches(filter, subject)).isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource({
        "a, a, true",
        "a, *, false",
        "*, a, true",
        "*, *, true",
        "*, >, false",
        ">, *, true",
        ">, >, true",
        ">, a.b, true",
        "a.>, a.*, true",
        "a.>, a.*.>, true",
        "a.*, a.>, false",
        "a.*.>, a.>, false",
        "*.b, a.b, true",
        "*.b, a.*, false",
        "a.*, a.b.c, false",
        "a.b.c, a.b, false",
        "a.>, a, false"
    })
    void shouldTellWhetherOneFilterCoversAnother(String wide, String narrow, boolean covers) {
        assertThat(Subjects.covers(wide, narrow)).isEqualTo(covers);
    }

    @ParameterizedTest
    @CsvSource({
        "a, a, true", "a, b, false", "a.*, *.b, true", "a.*, b.*, false", "a.>, *.b.c, true", "a.>, a, false",
        ">, a, true", "a.*.c, a.b.*, true", "a.*.c, a.b.d, false", "a.b, a.b.c, false", "*.*, a.>, true",
                "*, a.>, false"
    })
    void shouldTellWhetherFiltersCollide(String a, String b, boolean collides) {
        assertThat(Subjects.collides(a, b)).isEqualTo(collides);
        assertThat(Subjects.collides(b, a)).isEqualTo(collides);
    }

    @Test
    void shouldLookOnlyAtTheGivenRange() {
        byte[] b = latin("xx..a.b.c..>>");
        assertThat(Subjects.isValid(b, 4, 5)).isTrue();
        assertThat(Subjects.isLiteral(b, 4, 5)).isTrue();
        assertThat(Subjects.tokenCount(b, 4, 5)).isEqualTo(3);
        byte[] filter = latin("..a.*.c..");
        assertThat(Subjects.matches(filter, 2, 5, b, 4, 5)).isTrue();
        assertThat(Subjects.covers(filter, 2, 5, b, 4, 5)).isTrue();
        assertThat(Subjects.collides(filter, 2, 5, b, 4, 5)).isTrue();
        assertThat(Subjects.hash(b, 4, 5)).isEqualTo(Subjects.hash(latin("a.b.c"), 0, 5));
    }

    @Test
    void shouldSpreadHashesOfSimilarSubjects() {
        Set<Integer> hashes = new HashSet<>();
        int[] buckets = new int[256];
        for (int i = 0; i < 100_000; i++) {
            byte[] b = latin("device." + i + ".status");
            int hash = Subjects.hash(b, 0, b.length);
            hashes.add(hash);
            buckets[hash >>> 24]++;
        }
        // 100,000 draws of 2^32 collide about once; each of 256 buckets gets 390 with a deviation of 20
        assertThat(hashes).hasSizeGreaterThan(99_980);
        assertThat(IntStream.of(buckets)).allMatch(count -> count > 290 && count < 490);
    }

    @Test
    void shouldHashEveryByteOfEveryLength() {
        Set<Integer> hashes = new HashSet<>();
        int variants = 0;
        for (int length = 1; length <= 40; length++) {
            for (int position = 0; position < length; position++) {
                byte[] b = new byte[length];
                b[position] = 1;
                hashes.add(Subjects.hash(b, 0, length));
                variants++;
            }
        }
        assertThat(hashes).hasSize(variants);
        assertThat(Subjects.hash(latin("abc"), 0, 3, 1)).isNotEqualTo(Subjects.hash(latin("abc"), 0, 3, 2));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"foo.bar | `\"foo.bar\"`", "a\"b | `\"a\\\"b\"`", "a\\b | `\"a\\\\b\"`", "é€😀 | `\"é€😀\"`"})
    void shouldQuoteText(String text, String quoted) {
        assertThat(Subjects.quote(text)).isEqualTo(quoted);
    }

    @Test
    void shouldEscapeWhatCannotBePrinted() {
        assertThat(Subjects.quote(new byte[] {0, 1, 7, 8, 11, 12, 27, 127, (byte) 0xFF, 'a', (byte) 0xC3}))
                .isEqualTo("\"\\x00\\x01\\a\\b\\v\\f\\x1b\\x7f\\xffa\\xc3\"");
        assertThat(Subjects.quote(new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80}))
                .isEqualTo("\"\\xed\\xa0\\x80\"");
        assertThat(Subjects.quote(new byte[] {(byte) 0xC0, (byte) 0xAF})).isEqualTo("\"\\xc0\\xaf\"");
        assertThat(Subjects.quote("\u00A0\u200B\uE000\uFEFF\u0085"))
                .isEqualTo("\"\\u00a0\\u200b\\ue000\\ufeff\\u0085\"");
        assertThat(Subjects.quote(new String(Character.toChars(0xE0001)))).isEqualTo("\"\\U000e0001\"");
        assertThat(Subjects.quote(latin("xx\u0001yy"), 2, 1)).isEqualTo("\"\\x01\"");
    }

    private static boolean valid(String subject) {
        byte[] b = subject.getBytes(StandardCharsets.UTF_8);
        return Subjects.isValid(b, 0, b.length);
    }

    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
