package dev.natsbroker.broker.subject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubjectTransformTest {
    // the results were observed at nats-server 2.15.1
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a            | b                                       | a            | b",
                "a.*.*        | b.$2.$1                                 | a.x.y        | b.y.x",
                "a.*.*        | b.{{wildcard(2)}}.{{ Wildcard( 1 ) }}   | a.x.y        | b.y.x",
                "a.*          | b                                       | a.x          | b",
                ">            | x.>                                     | a.b          | x.a.b",
                "a.*.>        | h.$1.>                                  | a.b.c.d      | h.b.c.d",
                "a.>          | >                                       | a.b.c        | b.c",
                "a.>          | b.{{partition(1)}}.>                    | a.b.c        | b.0.b.c",
                "w.*.*        | {{partition(1000,1,2)}}                 | w.ab.c       | 331",
                "w.*.*        | {{partition(1000,1,2)}}                 | w.a.bc       | 331",
                "w.*.*        | {{partition(1000)}}                     | w.ab.c       | 972",
                "w.*.*        | {{partition(1000)}}                     | w.a.bc       | 348",
                "g.*.>        | h.{{partition(1000)}}.$1.>              | g.a.b.c      | h.320.a.b.c",
                "lit2         | p.{{partition(10)}}                     | lit2         | p.6",
                "lit2         | p.{{partition(10,1)}}                   | lit2         | p.6",
                "z.*          | {{wildcard(0)}}.$-1.{{partition(-3,1)}} | z.abc        | z.z.440920331",
                "z.*          | {{partition(0,1)}}.{{random(0)}}        | z.abc        | 0.0",
                "a.*          | r.{{SliceFromLeft(1,3)}}                | a.abcdefgh   | r.abc.def.gh",
                "a.*          | r.{{sliceFromLeft(1, 3)}}               | a.abc        | r.abc",
                "a.*          | r.{{slicefromleft(1,3)}}                | a.abcdef     | r.abc.def",
                "a.*          | r.{{sliceFromRight(1,3)}}               | a.abcdefgh   | r.ab.cde.fgh",
                "a.*          | r.{{sliceFromRight(1,3)}}               | a.abcdef     | r.abc.def",
                "a.*          | r.{{splitFromLeft(1,2)}}                | a.abcd       | r.ab.cd",
                "a.*          | r.{{splitFromLeft(1,2)}}                | a.ab         | r.ab",
                "a.*          | r.{{splitFromRight(1,1)}}               | a.abcd       | r.abc.d",
                "a.*          | r.{{split(1,-)}}                        | a.-a-b--c-   | r.a.b.c",
                "a.*          | r.{{split(1,-)}}                        | a.abc        | r.abc",
                "a.*          | r.{{split(1,)}}.x                       | a.abc        | r.a.b.c.x",
                "a.*          | r.{{split(1,ab)}}                       | a.1ab2aab3   | r.1.2a.3",
                "a.*          | r.{{left(1,2)}}.{{right(1,2)}}          | a.abcd       | r.ab.cd",
                "a.*          | r.{{left(1,-2)}}.{{slicefromleft(1,0)}} | a.abc        | r.abc.abc",
                "a.*          | $SYS.$x.$1                              | a.b          | $SYS.$x.b",
                "a.*          | {{}}.$1                                 | a.b          | {{}}.b",
                "a.*          | b.$1                                    | a.*          | b.*",
            })
    void shouldTransform(String source, String destination, String subject, String expected) {
        assertThat(transform(SubjectTransform.parse(source, destination), subject))
                .isEqualTo(expected);
    }

    // the texts were observed at nats-server 2.15.1
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a.* | b.$2 | invalid mapping destination: wildcard index out of range in $2: [2]",
                "a.* | b.{{foo(1)}} | invalid mapping destination: unknown function in {{foo(1)}}",
                "a.* | b.{{WildCard(1)}} | invalid mapping destination: unknown function in {{WildCard(1)}}",
                "a.* | *.{{foo(1)}} | invalid mapping destination: unknown function in {{foo(1)}}",
                "a.* | b.{{wildcard()}} | invalid mapping destination: not enough arguments passed to the function in {{wildcard()}}",
                "a.* | b.{{wildcard(1,2)}} | invalid mapping destination: too many arguments passed to the function in {{wildcard(1,2)}}",
                "a.* | b.{{wildcard(x)}} | invalid mapping destination: function argument is invalid or in the wrong format in {{wildcard(x)}}",
                "a.* | b.{{split(1,a b)}} | invalid mapping destination: function argument is invalid or in the wrong format in {{split(1,a b)}}",
                "a.* | b.{{split(1)}} | invalid mapping destination: not enough arguments passed to the function in {{split(1)}}",
                "a.* | b.{{partition()}} | invalid mapping destination: function argument is invalid or in the wrong format in {{partition()}}",
                "a.* | b.{{partition(10,2)}} | invalid mapping destination: wildcard index out of range in {{partition(10,2)}}: [2]",
                "a.* | b.{{left(1)}} | invalid mapping destination: not enough arguments passed to the function in {{left(1)}}",
                "a.* | b.{{left(1,2,3)}} | invalid mapping destination: too many arguments passed to the function in {{left(1,2,3)}}",
                "a | b.{{random()}} | invalid mapping destination: function argument is invalid or in the wrong format in {{random()}}",
                "a | b.{{random(1,2)}} | invalid mapping destination: not enough arguments passed to the function in {{random(1,2)}}",
                "a | b.{{random(99999999999)}} | invalid mapping destination: function argument is invalid or in the wrong format in {{random(99999999999)}}",
                "a | b.{{wildcard(1)}} | invalid mapping destination: wildcard index out of range in {{wildcard(1)}}",
                "a | $1 | invalid mapping destination: wildcard index out of range in $1",
                "a.> | b.{{wildcard(1)}}.> | invalid mapping destination: wildcard index out of range in {{wildcard(1)}}: [1]",
                "a.* | b.* | invalid subject",
                "a.> | b | invalid subject",
                "a | b.> | invalid subject",
                "a | b..c | invalid mapping destination: invalid transform",
                "a | b c | invalid mapping destination: invalid transform",
                "a | b.>.c | invalid mapping destination: invalid transform in c",
            })
    void shouldRefuseDestination(String source, String destination, String message) {
        assertThatThrownBy(() -> SubjectTransform.parse(source, destination))
                .isInstanceOf(InvalidMappingException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a.* | b.{{partition(1,1)}} | invalid mapping destination: the only mapping function allowed for import transforms is {{Wildcard()}} in {{partition(1,1)}}",
                "a.*.* | b.$1 | invalid mapping destination: not using all of the token wildcard(s) in b.$1",
            })
    void shouldRefuseIrreversibleTransformOfImport(String source, String destination, String message) {
        assertThatThrownBy(() -> SubjectTransform.parseStrict(source, destination))
                .isInstanceOf(InvalidMappingException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource({
        "a.*, a.b, true",
        "a.*, a.*, true",
        "a.*, a.>, false",
        "a.>, a.>, true",
        "a.*, a., false",
        "a.>, a..b, false",
        "a.*, a, false",
        "a, a, true",
        ">, '', false",
        "a.*.c, a..c, false"
    })
    void shouldTellWhichSubjectsItStandsFor(String source, String subject, boolean matches) {
        SubjectTransform transform = SubjectTransform.parse(source, source.endsWith(">") ? "x.>" : "x");
        byte[] b = subject.getBytes(StandardCharsets.UTF_8);
        assertThat(transform.matches(b, 0, b.length)).isEqualTo(matches);
    }

    @Test
    void shouldDrawRandomTokenBelowLimit() {
        SubjectTransform transform = SubjectTransform.parse("a", "b.{{random(3)}}");
        Random random = new Random(1);
        TreeSet<String> seen = new TreeSet<>();
        for (int i = 0; i < 100; i++) {
            seen.add(text(transform.apply(new byte[] {'a'}, 0, 1, random)));
        }
        assertThat(seen).containsExactly("b.0", "b.1", "b.2");
    }

    @Test
    void shouldGrowBufferForLongSubjects() {
        String subject = "a." + "bcd.".repeat(1_000) + "e";
        assertThat(transform(SubjectTransform.parse("a.>", "x.y.>"), subject)).isEqualTo("x.y" + subject.substring(1));
    }

    @Test
    void shouldWorkOnARange() {
        byte[] b = "zz.a.b.zz".getBytes(StandardCharsets.UTF_8);
        assertThat(text(SubjectTransform.parse("a.*", "c.$1").apply(b, 3, 3, new Random(1))))
                .isEqualTo("c.b");
    }

    private static String transform(SubjectTransform transform, String subject) {
        byte[] b = subject.getBytes(StandardCharsets.UTF_8);
        assertThat(transform.matches(b, 0, b.length)).isTrue();
        return text(transform.apply(b, 0, b.length, new Random(1)));
    }

    private static String text(byte[] b) {
        return new String(b, StandardCharsets.UTF_8);
    }
}
