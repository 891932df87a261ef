package dev.natsbroker.broker.jetstream.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.natsbroker.broker.jetstream.model.ExternalStream;
import dev.natsbroker.broker.jetstream.model.ShortHash;
import dev.natsbroker.broker.jetstream.model.StreamConsumerSource;
import dev.natsbroker.broker.jetstream.model.StreamSource;
import dev.natsbroker.broker.jetstream.model.SubjectTransformConfig;
import java.util.List;
import org.junit.jupiter.api.Test;

class SourceHeaderTest {
    @Test
    void shouldReadHeadersOfAllVersions() {
        assertThat(SourceHeader.parse("O 7 a.> b.> a.x ident"))
                .isEqualTo(new SourceHeader("O", 7, "O a.> b.>", "ident"));
        assertThat(SourceHeader.parse("O 7 > > a.x")).isEqualTo(new SourceHeader("O", 7, "O > >", ""));
        assertThat(SourceHeader.parse("O 7")).isEqualTo(new SourceHeader("O", 7, "", ""));
        assertThat(SourceHeader.parse("$JS.ACK.O.c.1.7.3.5.0")).isEqualTo(new SourceHeader("O", 7, "", ""));
        assertThat(SourceHeader.parse("$JS.ACK._.hash.O.c.1.7.3.5.0.x")).isEqualTo(new SourceHeader("O", 7, "", ""));
        assertThat(SourceHeader.parse("O")).isNull();
        assertThat(SourceHeader.parse("O 7 >")).isNull();
        assertThat(SourceHeader.parse("O x > >")).isNull();
    }

    @Test
    void shouldNameSources() {
        assertThat(SourceHeader.indexOf(StreamSource.of("O"))).isEqualTo("O > >");
        StreamSource source = new StreamSource(
                "O",
                0,
                null,
                "",
                List.of(new SubjectTransformConfig("a", "b"), new SubjectTransformConfig("c", "")),
                new ExternalStream("$JS.hub.API", ""),
                new StreamConsumerSource("dur", "d"));

        assertThat(SourceHeader.indexOf(source))
                .isEqualTo("O:" + ShortHash.of("$JS.hub.API") + ":C=" + ShortHash.of("dur") + " a\fc b\f>");
    }
}
