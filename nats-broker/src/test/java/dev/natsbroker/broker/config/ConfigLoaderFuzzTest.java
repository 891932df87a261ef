package dev.natsbroker.broker.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.natsbroker.broker.config.conf.ConfigException;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * A good file with words exchanged at random: options or a {@link ConfigException}, nothing else.
 *
 * <p>Longer runs: {@code -Dfuzz.iterations=1000000}; a run again: {@code -Dfuzz.seed=<seed>}.
 */
class ConfigLoaderFuzzTest {
    private static final String GOOD = """
            host: 127.0.0.1, port: 4223, server_name: x, http: 8222, client_advertise: "h:1"
            ping_interval: "30s", write_deadline: 10, lame_duck_duration: "40s", max_payload: 1MB
            accounts {
              S: {}
              A: {
                users: [ {user: a, password: b, connection_types: [standard, mqtt],
                  permissions: {publish: {allow: ["a.>", b], deny: c}, subscribe: "x q", allow_responses: {max: 2, ttl: "1m"}}} ]
                limits: {max_conn: 5}, mappings: {q: r}, default_permissions {publish: y}
                jetstream { max_mem: 1, max_bytes_required: true, cluster_traffic: owner }
              }
            }
            authorization { timeout: "2s", users: [] }
            no_auth_user: a, system_account: S, server_tags: [a, b], server_metadata {k: v}, feature_flags {f: true}
            tls { cert_file: c, key_file: k, timeout: 2, verify: true, handshake_first: auto, min_version: "1.2" }
            mappings { "f.*": "g.$1", h: [ {dest: i, weight: "50%"}, {dest: j, weight: 20, cluster: C} ] }
            log_file: l, logfile_size_limit: 1kb, trace_verbose: true, pid_file: p
            jetstream { store_dir: s, max_mem: 1G, max_file: "1T", domain: d, sync: "1s", request_queue_limit: 5, tpm {}
              limits { max_ack_pending: 1, duplicate_window: "1m", batch { max_msgs: 1, timeout: "1s" } } }
            """;
    private static final Pattern WORD = Pattern.compile("[\\w$%.>*]+|\"[^\"]*\"|\\{[^{}]*}|\\[[^\\[\\]]*]");
    private static final List<String> OTHERS = List.of(
            "5",
            "\"\"",
            "true",
            "{}",
            "[]",
            "-1",
            "1.5",
            "99999999999",
            "\"a b\"",
            "$a",
            "2016-05-04T18:53:41Z",
            "(\n)\n");

    @Test
    void shouldSurviveAnyFile() {
        long seed = Long.getLong("fuzz.seed", System.nanoTime());
        int iterations = Integer.getInteger("fuzz.iterations", 5_000);
        System.out.println("options fuzz seed " + seed);
        Random random = new Random(seed);
        assertThat(accepts(GOOD, seed)).as("the good file").isTrue();
        int refused = 0;
        for (int i = 0; i < iterations; i++) {
            refused += accepts(damaged(random), seed) ? 0 : 1;
        }
        assertThat(refused).as("files that are refused, seed " + seed).isPositive();
    }

    private static boolean accepts(String text, long seed) {
        ConfigLoader loader = new ConfigLoader(path -> new byte[0], name -> null, MappingCheck.NONE);
        try {
            BrokerOptions options =
                    loader.loadText(text, BrokerOptions.defaults()).options();
            OptionsDifference.between(BrokerOptions.defaults(), options);
            options.validate();
            return true;
        } catch (ConfigException e) {
            assertThat(e.getMessage()).isNotEmpty();
            return false;
        } catch (RuntimeException e) {
            return fail("seed " + seed + ", file " + text, e);
        }
    }

    private static String damaged(Random random) {
        String text = GOOD;
        for (int i = random.nextInt(3); i >= 0; i--) {
            List<MatchResult> words = WORD.matcher(text).results().toList();
            MatchResult out = words.get(random.nextInt(words.size()));
            String in = random.nextBoolean()
                    ? OTHERS.get(random.nextInt(OTHERS.size()))
                    : words.get(random.nextInt(words.size())).group();
            text = text.substring(0, out.start()) + in + text.substring(out.end());
        }
        return text;
    }
}
