package dev.natsbroker.broker.jetstream.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The texts are those that nats-server 2.15.1 sent. */
class StreamConfigRulesTest {
    private static final ServerLimits LIMITS = new ServerLimits(60_000_000_000L, -1, 0, false, -1, -1, -1);
    private static final Map<String, StreamConfig> STREAMS = Map.of(
            "o1",
                    ModelSamples.stream(
                            "{\"name\":\"o1\",\"subjects\":[\"o1.>\"],\"max_msg_size\":100,\"allow_direct\":true}"),
            "loop", ModelSamples.stream("{\"name\":\"loop\",\"sources\":[{\"name\":\"S\"}]}"));

    private static StreamConfig created(String json, boolean isPedantic) {
        StreamConfig request = ModelSamples.stream(json.replaceFirst("\\{", "{\"name\":\"S\","));
        StreamConfigRules.checkCreateRequest(request, request.name());
        StreamConfig config = StreamConfigRules.forCreate(request, isPedantic, STREAMS::get, LIMITS);
        StreamConfigRules.checkAgainstOthers(config, STREAMS.values());
        return config;
    }

    private static String refusal(Runnable rule) {
        JetStreamException refused = catchThrowableOfType(JetStreamException.class, rule::run);
        return refused == null
                ? ""
                : refused.error().errCode() + " " + refused.error().description();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', textBlock = """
                    {"name":"a.b"} ~ 10052 stream name is required and can not contain '.', '*', '>', '\\', '/'
                    {"name":"a/b"} ~ 10128 Stream name can not contain path separators
                    {"sealed":true} ~ 10052 stream configuration for create can not be sealed
                    {"mirror_direct":true} ~ 10052 stream has no mirror but does have mirror direct
                    {"num_replicas":6} ~ 10052 maximum replicas is 5
                    {"num_replicas":-1} ~ 10133 replicas count cannot be negative
                    {"num_replicas":3} ~ 10074 replicas > 1 not supported in non-clustered mode
                    {"max_age":-1} ~ 10052 max age can not be negative
                    {"max_age":1} ~ 10052 max age needs to be >= 100ms
                    {"duplicate_window":-1} ~ 10052 duplicates window can not be negative
                    {"duplicate_window":2000000000,"max_age":1000000000} ~ 10052 duplicates window can not be larger then max age
                    {"duplicate_window":61000000000} ~ 10052 duplicates window can not be larger then server limit of 1m0s
                    {"duplicate_window":1} ~ 10052 duplicates window needs to be >= 100ms
                    {"deny_purge":true,"allow_rollup_hdrs":true} ~ 10052 roll-ups require the purge permission
                    {"allow_msg_counter":true,"discard":"new"} ~ 10052 counter stream cannot use discard new
                    {"allow_msg_counter":true,"allow_msg_ttl":true} ~ 10052 counter stream cannot use message TTLs
                    {"allow_msg_counter":true,"retention":"interest"} ~ 10052 counter stream can only use limits retention
                    {"discard_new_per_subject":true} ~ 10052 discard new per subject requires discard new policy to be set
                    {"discard_new_per_subject":true,"discard":"new"} ~ 10052 discard new per subject requires max msgs per subject > 0
                    {"subject_delete_marker_ttl":5} ~ 10052 subject delete marker TTL must be at least 1 second
                    {"subject_delete_marker_ttl":-5} ~ 10052 subject delete marker TTL must not be negative
                    {"allow_msg_schedules":true,"discard":"new"} ~ 10052 message scheduling cannot use discard new
                    {"persist_mode":"async","storage":"memory"} ~ 10052 async persist mode is only supported on file storage
                    {"persist_mode":"async","allow_atomic":true} ~ 10052 async persist mode is not supported with atomic batch publish
                    {"mirror":{"name":"o1"},"first_seq":5} ~ 10143 stream mirrors can not have first sequence configured
                    {"mirror":{"name":"o1"},"subjects":["a"]} ~ 10034 stream mirrors can not contain subjects
                    {"mirror":{"name":"o1"},"sources":[{"name":"b"}]} ~ 10031 stream mirrors can not also contain other sources
                    {"mirror":{"name":"o1"},"allow_atomic":true} ~ 10198 stream mirrors can not also use atomic publishing
                    {"mirror":{"name":"o1","consumer":{"name":""}}} ~ 10213 stream mirror consumer config is invalid
                    {"mirror":{"name":"a.b"}} ~ 10142 mirrored stream name is invalid
                    {"mirror":{"name":"o1"},"max_msg_size":5} ~ 10030 stream mirror must have max message size >= source
                    {"mirror":{"name":"o1"},"subject_delete_marker_ttl":2000000000} ~ 10052 subject delete markers forbidden on mirrors
                    {"mirror":{"name":"o1","filter_subject":"a","subject_transforms":[{"src":"b","dest":"x"}]}} ~ 10150 mirror with multiple subject transforms cannot also have a single subject filter
                    {"mirror":{"name":"o1","subject_transforms":[{"src":"a..b","dest":"x"}]}} ~ 10151 mirror transform source: invalid subject a..b
                    {"mirror":{"name":"o1","subject_transforms":[{"src":"a.*","dest":"x.{{wildcard(3)}}"}]}} ~ 10154 mirror transform: invalid mapping destination: wildcard index out of range in {{wildcard(3)}}: [3]
                    {"mirror":{"name":"o1","subject_transforms":[{"src":"a.*","dest":"x"},{"src":"a.>","dest":"y"}]}} ~ 10152 mirror subject filters can not overlap
                    {"mirror":{"name":"o1","filter_subject":"a..b"}} ~ 10049 subject filter 'a..b' for the mirror invalid subject
                    {"sources":[{"name":"o1","filter_subject":"a..b"}]} ~ 10049 subject filter 'a..b' for the source: invalid subject
                    {"sources":[null]} ~ 10141 sourced stream name is invalid
                    {"sources":[{"name":"o1"},{"name":"o1"}]} ~ 10140 duplicate source configuration detected
                    {"sources":[{"name":"o1","subject_transforms":[{"src":"a.*","dest":"x.>"}]}]} ~ 10146 source transform: invalid subject
                    {"sources":[{"name":"o1","external":{"api":"$JS.API","deliver":"x"}}]} ~ 10021 stream external api prefix $JS.API must not overlap with $JS.API
                    {"sources":[{"name":"o1","external":{"api":"a.*","deliver":"x"}}]} ~ 10052 stream external api prefix "a.*" must be a valid subject without wildcards
                    {"sources":[{"name":"o1","external":{"api":"a","deliver":"x.*"}}]} ~ 10024 stream external delivery prefix x.* must not contain wildcards
                    {"sources":[{"name":"loop"}]} ~ 10052 detected cycle
                    {"mirror":{"name":"S"}} ~ 10052 detected cycle
                    {"subjects":["a b"]} ~ 10052 invalid subject
                    {"subjects":["a.*","a.>"]} ~ 10052 subject "a.*" overlaps with "a.>"
                    {"subjects":["a","a"]} ~ 10052 subject "a" overlaps with "a"
                    {"subjects":[">"]} ~ 10052 capturing all subjects requires no-ack to be true
                    {"subjects":["$JS.x"]} ~ 10052 subjects that overlap with jetstream api require no-ack to be true
                    {"subjects":["$SYS.x"]} ~ 10052 subjects that overlap with system api require no-ack to be true
                    {"subjects":["o1.x"]} ~ 10065 subjects overlap with an existing stream
                    {"subject_transform":{"src":"a..b","dest":"x"}} ~ 10155 stream transform source: invalid subject a..b
                    {"subject_transform":{"src":"a.*","dest":"x.*"}} ~ 10156 stream transform: invalid subject
                    {"subjects":["t.>"],"republish":{"dest":"t.x"}} ~ 10052 stream configuration for republish destination forms a cycle
                    {"subjects":["t.>"],"republish":{"src":"t.*","dest":"b.>"}} ~ 10052 stream configuration for republish with transform from 't.*' to 'b.>' not valid
                    {"placement":{"preferred":"x"}} ~ 10052 preferred server not permitted in placement
                    """)
    void shouldRefuseWithTheTextsOfTheReference(String json, String text) {
        assertThat(refusal(() -> created(json, false))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', textBlock = """
                    {"max_msgs":-5} ~ 10157 pedantic mode: max_msgs must be set to -1
                    {"max_age":1000000000} ~ 10157 pedantic mode: duplicate window limits are higher than current limits
                    {"duplicate_window":1000000000,"mirror":{"name":"o1"}} ~ 10157 pedantic mode: origin stream has direct get set, mirror has it disabled
                    {"duplicate_window":1000000000,"republish":{"dest":"x.>"}} ~ 10157 pedantic mode: republish source can not be empty
                    {"duplicate_window":1000000000,"allow_msg_schedules":true} ~ 10052 message scheduling cannot be set if roll-ups are disabled
                    """)
    void shouldRefuseWhatItWouldRepair(String json, String text) {
        assertThat(refusal(() -> created(json, true))).isEqualTo(text);
        assertThat(refusal(() -> created(json, false))).isEmpty();
    }

    @Test
    void shouldSetDefaults() {
        StreamConfig config = created("{\"placement\":{},\"subject_delete_marker_ttl\":2000000000}", false);

        assertThat(config.subjects()).containsExactly("S");
        assertThat(config.duplicateWindowNanos()).isEqualTo(60_000_000_000L);
        assertThat(config.placement()).isNull();
        assertThat(config.allowMsgTtl()).isTrue();
        assertThat(config.allowRollup()).isTrue();
        assertThat(config.metadata()).isEqualTo(Map.of("_nats.req.level", "1"));
        assertThat(created("{\"mirror\":{\"name\":\"o1\"}}", false).mirrorDirect())
                .isTrue();
    }

    @Test
    void shouldIgnoreLevelsWhenComparing() {
        StreamConfig config = created("{\"max_age\":0}", false);

        assertThat(StreamConfigRules.isSame(config, ApiLevel.shown(config, "1")))
                .isTrue();
        assertThat(StreamConfigRules.isSame(
                        config, config.toBuilder().metadata(Map.of("a", "b")).build()))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', textBlock = """
                    {"storage":"memory"} ~ 10052 stream configuration update can not change storage type
                    {"retention":"workqueue"} ~ 10052 stream configuration update can not change retention policy to/from workqueue
                    {"deny_purge":true} ~ 10052 stream configuration update can not cancel deny message deletes
                    {"deny_delete":true,"mirror":{"name":"x"},"subjects":[]} ~ 10055 stream mirror configuration can not be updated
                    {"deny_delete":true} ~ 10052 message TTL status can not be disabled
                    {"deny_delete":true,"allow_msg_ttl":true,"persist_mode":"async"} ~ 10052 stream configuration update can not change persist mode
                    """)
    void shouldRefuseUpdatesOfFixedFields(String json, String text) {
        StreamConfig old = created("{\"deny_delete\":true,\"allow_msg_ttl\":true}", false);
        StreamConfig request = ModelSamples.stream(json.replaceFirst("\\{", "{\"name\":\"S\","));

        assertThat(refusal(() -> StreamUpdateRules.forUpdate(old, request, false, STREAMS::get, LIMITS)))
                .isEqualTo(text);
    }

    @Test
    void shouldCloseEverythingWhenSealed() {
        StreamConfig old = created("{\"max_age\":1000000000}", false);

        StreamConfig sealed =
                StreamUpdateRules.forUpdate(old, old.toBuilder().sealed(true).build(), false, STREAMS::get, LIMITS);

        assertThat(sealed.maxAgeNanos()).isZero();
        assertThat(sealed.discard()).isEqualTo(DiscardPolicy.NEW);
        assertThat(List.of(sealed.denyDelete(), sealed.denyPurge(), sealed.allowRollup()))
                .containsExactly(true, true, false);
    }
}
