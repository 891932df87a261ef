package dev.natsbroker.broker.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/**
 * What consumers say after a purge, as nats-server 2.15.1 answered when it was asked. It differs in one thing: of a consumer with a wider
 * filter than that of the purge it counts some purged messages as pending still, and puts the ack floor behind or before them.
 */
class JetStreamPurgeTest extends JetStreamTraps {
    /** The stream holds P.a at odd and P.b at even sequences up to 10; {@code fetched} messages were fetched, {@code acked} acknowledged. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''    | {}                         | 0 | 0 |  0/10 |  0/10 | 0 | 0
            ''    | {'keep':2}                 | 0 | 0 |   0/8 |   0/8 | 0 | 2
            ''    | {'seq':5}                  | 0 | 0 |   0/4 |   0/4 | 0 | 6
            ''    | {'keep':2}                 | 3 | 2 |   3/8 |   3/8 | 0 | 2
            ''    | {'filter':'%s.a'}          | 0 | 0 |   0/1 |   0/1 | 0 | 5
            %s.a  | {}                         | 2 | 1 |  2/10 |  2/10 | 0 | 0
            %s.a  | {'seq':6}                  | 2 | 1 |   2/5 |   2/5 | 0 | 2
            %s.a  | {'filter':'%s.a'}          | 0 | 0 |  0/10 |  0/10 | 0 | 0
            %s.a  | {'filter':'%s.a'}          | 2 | 1 |  2/10 |  2/10 | 0 | 0
            %s.a  | {'filter':'%s.a','keep':1} | 2 | 1 |   2/8 |   2/8 | 0 | 1
            %s.a  | {'filter':'%s.a','seq':6}  | 2 | 1 |   2/6 |   2/6 | 0 | 2
            %s.a  | {'filter':'%s.b'}          | 2 | 1 |   2/3 |   1/2 | 1 | 3
            """)
    void shouldMoveConsumersAsTheReferenceDoes(
            String filter,
            String purge,
            int fetched,
            int acked,
            String delivered,
            String floor,
            int waiting,
            int left) {
        // given
        String stream = "P" + Integer.toHexString((filter + purge + fetched).hashCode());
        js.stream(stream, "'storage':'file'");
        for (int i = 0; i < 10; i++) {
            js.publish(stream + (i % 2 == 0 ? ".a" : ".b"), "x");
        }
        js.consumer(stream, "C", filter.isEmpty() ? "" : "'filter_subject':'" + filter.replace("%s", stream) + "'");
        List<JetStreamWire.Message> messages = new ArrayList<>();
        for (int i = 0; i < fetched; i++) {
            messages.add(js.fetch(stream, "C"));
        }
        messages.subList(0, acked).forEach(message -> js.ack(message, "+ACK"));

        // when
        js.api("STREAM.PURGE." + stream, purge.replace("%s", stream));

        // then
        JsonNode info = js.info(stream, "C");
        assertThat(pair(info.path("delivered"))).isEqualTo(delivered);
        assertThat(pair(info.path("ack_floor"))).isEqualTo(floor);
        assertThat(info.path("num_ack_pending").asInt()).isEqualTo(waiting);
        assertThat(info.path("num_pending").asInt()).isEqualTo(left);
    }

    private static String pair(JsonNode sequences) {
        return sequences.path("consumer_seq").asLong() + "/"
                + sequences.path("stream_seq").asLong();
    }

    @Test
    void shouldDeliverWhatAFilteredPurgeHasLeft() {
        // given
        js.stream("LEFT", "");
        js.consumer("LEFT", "C", "'filter_subjects':['LEFT.a','LEFT.b']");
        js.consumer("LEFT", "D", "'filter_subject':'LEFT.a'");
        js.publish("LEFT.a", "1");
        js.publish("LEFT.b", "2");
        js.publish("LEFT.a", "3");

        // when
        js.api("STREAM.PURGE.LEFT", "{'filter':'LEFT.a'}");
        js.publish("LEFT.a", "4");

        // then
        assertThat(js.fetch("LEFT", "C").payload()).isEqualTo("2");
        assertThat(js.fetch("LEFT", "C").payload()).isEqualTo("4");
        assertThat(js.fetch("LEFT", "D").payload()).isEqualTo("4");
    }
}
