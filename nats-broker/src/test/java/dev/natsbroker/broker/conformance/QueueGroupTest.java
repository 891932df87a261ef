package dev.natsbroker.broker.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Queue groups: one member of each group gets a message. */
class QueueGroupTest {
    @AutoClose
    private static final TestServer server = TestServer.start();

    @Test
    void shouldGiveEachMessageToOneMemberFairly() {
        try (RawClient client = server.connect()) {
            client.send("SUB foo q 1\r\nSUB foo q 2\r\nSUB foo q 3\r\n");

            Map<String, Integer> bySid = countBySid(client, "PUB foo 1\r\nx\r\n", 3000, 3000);

            assertThat(bySid).containsOnlyKeys("1", "2", "3");
            // with chance 1/3 each, 800 is more than 7 standard deviations away from 1000
            assertThat(bySid.values()).allMatch(count -> count > 800);
        }
    }

    @Test
    void shouldWeighMembersBySubscription() {
        try (RawClient two = server.connect();
                RawClient one = server.connect();
                RawClient publisher = server.connect()) {
            two.send("SUB foo q 1\r\nSUB foo q 2\r\n").expectSilenceUntilPong();
            one.send("SUB foo q 1\r\n").expectSilenceUntilPong();

            publisher.send("PUB foo 1\r\nx\r\n".repeat(3000)).expectSilenceUntilPong();

            int ofTwo = countUntilPong(two);
            int ofOne = countUntilPong(one);
            assertThat(ofTwo + ofOne).isEqualTo(3000);
            assertThat(ofTwo).isBetween(1800, 2200);
        }
    }

    @Test
    void shouldServeEveryGroupAndEveryPlainSubscription() {
        try (RawClient client = server.connect()) {
            client.send("SUB foo a 1\r\nSUB foo b 2\r\nSUB foo 3\r\nSUB foo 4\r\nPUB foo 1\r\nx\r\n");

            client.expectInAnyOrderUntilPong(
                    "MSG foo 1 1\r\nx\r\n", "MSG foo 2 1\r\nx\r\n", "MSG foo 3 1\r\nx\r\n", "MSG foo 4 1\r\nx\r\n");
        }
    }

    @Test
    void shouldMakeOneGroupOfTheSameNameOnDifferentSubjects() {
        try (RawClient client = server.connect()) {
            client.send("SUB foo.bar q 1\r\nSUB foo.* q 2\r\nSUB foo.> q 3\r\n");

            assertThat(countBySid(client, "PUB foo.bar 1\r\nx\r\n", 300, 300)).containsOnlyKeys("1", "2", "3");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"q..x", "q.*", ">", "a.b", "_sys", "_sys_.x", "\u00e9"})
    void shouldAcceptAnyQueueName(String queue) {
        try (RawClient client = server.connect()) {
            client.send("SUB foo " + queue + " 1\r\nSUB foo " + queue + " 2\r\nPUB foo 1\r\nx\r\n");

            assertThat(client.readLine()).matches("MSG foo [12] 1");
            client.expect("x\r\n").expectSilenceUntilPong();
        }
    }

    @Test
    void shouldGoOnWithTheRemainingMembers() {
        try (RawClient stays = server.connect();
                RawClient publisher = server.connect()) {
            stays.send("SUB foo q 1\r\nSUB foo q 2\r\n").expectSilenceUntilPong();
            try (RawClient leaves = server.connect()) {
                leaves.send("SUB foo q 1\r\nSUB foo q 2\r\nSUB foo q 3\r\n").expectSilenceUntilPong();
                leaves.shutdownOutput();
                leaves.expectClosed();
            }
            stays.send("UNSUB 2\r\n").expectSilenceUntilPong();

            publisher.send("PUB foo 1\r\nx\r\n".repeat(20)).expectSilenceUntilPong();

            stays.expect("MSG foo 1 1\r\nx\r\n".repeat(20));
        }
    }

    @Test
    void shouldDeliverToQueueSubscriptionsWithWildcardsOnce() {
        try (RawClient client = server.connect()) {
            client.send("SUB foo.* q 1\r\nSUB foo.* q 2\r\n");

            assertThat(countBySid(client, "PUB foo.a 1\r\nx\r\n", 200, 200)).containsOnlyKeys("1", "2");
        }
    }

    private static Map<String, Integer> countBySid(RawClient client, String publish, int times, int expected) {
        client.send(publish.repeat(times));
        Map<String, Integer> bySid = new HashMap<>();
        for (int i = 0; i < expected; i++) {
            bySid.merge(sidOf(client.readLine()), 1, Integer::sum);
            client.readLine();
        }
        client.expectSilenceUntilPong();
        return bySid;
    }

    private static String sidOf(String line) {
        return line.split(" ", -1)[2];
    }

    private static int countUntilPong(RawClient client) {
        client.send("PING\r\n");
        int count = 0;
        for (String line = client.readLine(); !line.equals("PONG"); line = client.readLine()) {
            assertThat(line).startsWith("MSG foo ");
            client.readLine();
            count++;
        }
        return count;
    }
}
