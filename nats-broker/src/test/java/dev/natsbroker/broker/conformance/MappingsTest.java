package dev.natsbroker.broker.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Subject mappings as publishers and subscribers see them. */
class MappingsTest {
    @ParameterizedTest
    @CsvSource({
        "'a: b', a, b",
        "'\"a.*\": \"b.$1\"', a.x, b.x",
        "'\"a.*.*\": \"b.{{wildcard(2)}}.{{wildcard(1)}}\"', a.x.y, b.y.x",
        "'\"a.>\": \"b.>\"', a.x.y, b.x.y",
        "'\"a.*\": \"b.{{partition(3,1)}}\"', a.x, b.0",
        "'\"a.*\": \"b.{{partition(10,1)}}\"', a.bcd, b.4",
        "'\"a.*\": \"b.{{split(1,-)}}\"', a.x-y-z, b.x.y.z",
        "'\"a.*\": \"b.{{splitfromleft(1,2)}}\"', a.wxyz, b.wx.yz",
        "'\"a.*\": \"b.{{SliceFromLeft(1,3)}}\"', a.1234567, b.123.456.7",
        "'\"a.*\": \"b.{{left(1,2)}}.{{right(1,2)}}\"', a.wxyz, b.wx.yz",
        "'a: b', c, c",
        "'a: b, b: c', a, b",
    })
    void shouldMap(String mapping, String published, String received) {
        try (TestServer server = TestServer.start("mappings { " + mapping + " }");
                RawClient client = server.connect()) {
            client.send("SUB > 1\r\nPUB " + published + " re 2\r\nhi\r\n");

            client.expect("MSG " + received + " 1 re 2\r\nhi\r\n").expectSilenceUntilPong();
        }
    }

    @Test
    void shouldTellOfNoRespondersByTheMappedSubject() {
        try (TestServer server = TestServer.start("mappings { from: to.there }");
                RawClient client = server.connect("\"headers\":true", "\"no_responders\":true")) {
            client.send("SUB re 1\r\nPUB from re 0\r\n\r\n");

            client.expect("HMSG re 1 40 40\r\nNATS/1.0 503\r\nNats-Subject: to.there\r\n\r\n\r\n");
        }
    }

    @Test
    void shouldDropTheRestWhereTheSourceIsListed() {
        String conf = "mappings { a: [ {dest: a, weight: 0}, {dest: b, weight: 0} ] }";
        try (TestServer server = TestServer.start(conf);
                RawClient client = server.connect("\"headers\":true", "\"no_responders\":true", "\"verbose\":true")) {
            client.expect("+OK\r\n").send("SUB re 1\r\nSUB a 2\r\nSUB b 3\r\nPUB a re 0\r\n\r\n");

            client.expect("+OK\r\n+OK\r\n+OK\r\n+OK\r\n");
            client.expect("HMSG re 1 32 32\r\nNATS/1.0 503\r\nNats-Subject: \r\n\r\n\r\n")
                    .expectSilenceUntilPong();
        }
    }

    @Test
    void shouldShareByWeight() {
        String conf = "mappings { a: [ {dest: b, weight: 50%}, {dest: c, weight: 25} ] }";
        try (TestServer server = TestServer.start(conf);
                RawClient client = server.connect()) {
            client.send("SUB > 1\r\n" + "PUB a 0\r\n\r\n".repeat(2000));

            int[] counts = new int[3];
            for (int i = 0; i < 2000; i++) {
                counts[client.readLine().charAt(4) - 'a']++;
                client.expect("\r\n");
            }

            // each is at least seven standard deviations away from these bounds
            assertThat(counts[1]).isBetween(800, 1200);
            assertThat(counts[2]).isBetween(360, 640);
            assertThat(counts[0]).isBetween(360, 640);
        }
    }
}
