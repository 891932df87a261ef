package dev.natsbroker.broker.conformance;

import static org.junit.jupiter.api.Assumptions.assumeFalse;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What users may publish and subscribe to, and the texts of violations. */
class PermissionsTest {
    private static final String[] JOE = {"\"user\":\"joe\"", "\"pass\":\"j\""};
    private static final String[] ROOT = {
        "\"user\":\"root\"", "\"pass\":\"r\"", "\"headers\":true", "\"no_responders\":true"
    };

    /** A server where root may do everything and joe what {@code permissions} say. */
    private static TestServer start(String permissions) {
        return TestServer.start("authorization { users: [ {user: root, password: r}, "
                + "{user: joe, password: j, permissions: {" + permissions + "}} ] }");
    }

    @ParameterizedTest
    @CsvSource({
        "'publish: foo', foo, true",
        "'publish: foo', bar, false",
        "'publish: \"foo.*\"', foo.a, true",
        "'publish: \"foo.*\"', foo.a.b, false",
        "'publish: [a, \"b.>\"]', b.x.y, true",
        "'publish: {allow: \"foo.>\", deny: \"foo.bar\"}', foo.bar, false",
        "'publish: {allow: \"foo.>\", deny: \"foo.bar\"}', foo.baz, true",
        "'publish: {deny: foo}', foo, false",
        "'publish: {deny: foo}', bar, true",
        "'publish: {deny: \">\"}', bar, false",
        "'publish: []', anything, true",
        "'publish: {}', anything, true",
        "'subscribe: foo', anything, true",
    })
    void shouldAllowPublishing(String permissions, String subject, boolean allowed) {
        try (TestServer server = start(permissions);
                RawClient root = server.connect(ROOT);
                RawClient joe = server.connect(JOE)) {
            root.send("SUB > 1\r\n").expectSilenceUntilPong();
            joe.send("PUB " + subject + " 2\r\nhi\r\n");

            if (allowed) {
                joe.expectSilenceUntilPong();
                root.expect("MSG " + subject + " 1 2\r\nhi\r\n");
            } else {
                joe.expect("-ERR 'Permissions Violation for Publish to \"" + subject + "\"'\r\n")
                        .expectSilenceUntilPong();
                root.expectSilenceUntilPong();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'subscribe: foo', foo, , true",
        "'subscribe: foo', bar, , false",
        "'subscribe: \"foo.*\"', foo.a, , true",
        "'subscribe: \"foo.*\"', foo.*, , true",
        "'subscribe: \"foo.>\"', foo.*, , true",
        "'subscribe: \"foo.>\"', *.a, , false",
        "'subscribe: {deny: foo}', foo, , false",
        "'subscribe: {deny: foo}', *, , true",
        "'subscribe: {deny: \"foo.*\"}', foo.bar, , false",
        "'subscribe: {deny: \"foo.*\"}', foo.*, , false",
        "'subscribe: {deny: \"foo.*\"}', foo.>, , false",
        "'subscribe: {deny: \"foo.bar\"}', foo.>, , true",
        "'subscribe: []', foo, , true",
        "'publish: foo', bar, , true",
        "'subscribe: \"foo q\"', foo, q, true",
        "'subscribe: \"foo q\"', foo, p, false",
        "'subscribe: \"foo q\"', foo, , false",
        "'subscribe: \"foo q.*\"', foo, q.1, true",
        "'subscribe: \"foo q.*\"', foo, q.1.2, false",
        "'subscribe: foo', foo, q, true",
        "'subscribe: {allow: foo, deny: \"foo q\"}', foo, q, false",
        "'subscribe: {allow: foo, deny: \"foo q\"}', foo, p, true",
    })
    void shouldAllowSubscribing(String permissions, String subject, String queue, boolean allowed) {
        try (TestServer server = start(permissions);
                RawClient joe = server.connect(JOE)) {
            joe.send("SUB " + subject + " " + (queue == null ? "" : queue + " ") + "1\r\n");

            if (allowed) {
                joe.expectSilenceUntilPong();
            } else {
                String usingQueue = queue == null ? "" : " using queue \"" + queue + "\"";
                joe.expect("-ERR 'Permissions Violation for Subscription to \"" + subject + "\"" + usingQueue + "'\r\n")
                        .expectSilenceUntilPong();
            }
        }
    }

    /** A nats-server takes the {@code >} for any token here and delivers what was not allowed; that is no behaviour to copy. */
    @Test
    void shouldNotLetAFullWildcardPassForASingleToken() {
        assumeFalse(TestServer.isReference());
        try (TestServer server = start("subscribe: \"foo.*\"");
                RawClient joe = server.connect(JOE)) {
            joe.send("SUB foo.> 1\r\n");

            joe.expect("-ERR 'Permissions Violation for Subscription to \"foo.>\"'\r\n")
                    .expectSilenceUntilPong();
        }
    }

    @Test
    void shouldFilterDeniedSubjectsOutOfAWildcardSubscription() {
        try (TestServer server = start("subscribe: {deny: \"foo.secret\"}");
                RawClient root = server.connect(ROOT);
                RawClient joe = server.connect(JOE)) {
            joe.send("SUB foo.* 1\r\nSUB foo.> q 2\r\n").expectSilenceUntilPong();
            root.send("SUB re 1\r\nPUB foo.open 2\r\nhi\r\n").expectSilenceUntilPong();

            root.send("PUB foo.secret re 2\r\nno\r\n");

            root.expect("HMSG re 1 42 42\r\nNATS/1.0 503\r\nNats-Subject: foo.secret\r\n\r\n\r\n");
            joe.expectInAnyOrderUntilPong("MSG foo.open 1 2\r\nhi\r\n", "MSG foo.open 2 2\r\nhi\r\n");
        }
    }

    @Test
    void shouldCheckPermissionsBeforeEverythingElseOfASubscription() {
        try (TestServer server = start("subscribe: foo");
                RawClient joe = server.connect(JOE)) {
            joe.send("SUB foo 1\r\nSUB bar 1\r\n");

            joe.expect("-ERR 'Permissions Violation for Subscription to \"bar\"'\r\n")
                    .expectSilenceUntilPong();
        }
    }

    @Test
    void shouldNotTellOfNoRespondersWhereThePublishWasDenied() {
        try (TestServer server = start("publish: foo");
                RawClient joe = server.connect(
                        "\"user\":\"joe\"", "\"pass\":\"j\"", "\"headers\":true", "\"no_responders\":true")) {
            joe.send("SUB re 1\r\nPUB bar re 0\r\n\r\n");

            joe.expect("-ERR 'Permissions Violation for Publish to \"bar\"'\r\n")
                    .expectSilenceUntilPong();
        }
    }

    @Test
    void shouldAllowOneResponseToWhatWasReceived() {
        try (TestServer server = start("subscribe: svc, publish: other, allow_responses: true");
                RawClient root = server.connect(ROOT);
                RawClient joe = server.connect(JOE)) {
            joe.send("SUB svc 1\r\nPUB re 0\r\n\r\n");
            joe.expect("-ERR 'Permissions Violation for Publish to \"re\"'\r\n").expectSilenceUntilPong();
            root.send("SUB re 1\r\nPUB svc re 2\r\nhi\r\n");

            joe.expect("MSG svc 1 re 2\r\nhi\r\n").send("PUB re 2\r\nok\r\nPUB re 2\r\nno\r\n");

            joe.expect("-ERR 'Permissions Violation for Publish to \"re\"'\r\n").expectSilenceUntilPong();
            root.expect("MSG re 1 2\r\nok\r\n").expectSilenceUntilPong();
        }
    }

    @Test
    void shouldAllowAsManyResponsesAsConfigured() {
        try (TestServer server = start("subscribe: svc, publish: other, allow_responses: {max: 2, expires: \"1m\"}");
                RawClient root = server.connect(ROOT);
                RawClient joe = server.connect(JOE)) {
            joe.send("SUB svc 1\r\n").expectSilenceUntilPong();
            root.send("SUB re 1\r\nPUB svc re 0\r\n\r\n");

            joe.expect("MSG svc 1 re 0\r\n\r\n").send("PUB re 1\r\na\r\nPUB re 1\r\nb\r\nPUB re 1\r\nc\r\n");

            joe.expect("-ERR 'Permissions Violation for Publish to \"re\"'\r\n").expectSilenceUntilPong();
            root.expect("MSG re 1 1\r\na\r\nMSG re 1 1\r\nb\r\n").expectSilenceUntilPong();
        }
    }

    @Test
    void shouldBlockAllOtherPublishingWithResponsesAlone() {
        try (TestServer server = start("publish: {deny: nothing.here}, allow_responses: true");
                RawClient joe = server.connect(JOE)) {
            joe.send("PUB foo 0\r\n\r\n");

            joe.expect("-ERR 'Permissions Violation for Publish to \"foo\"'\r\n");
        }
    }

    @Test
    void shouldGiveDefaultPermissionsToUsersWithoutTheirOwn() {
        String conf = "authorization { default_permissions: {publish: foo}, users: [ {user: joe, password: j}, "
                + "{user: root, password: r, permissions: {publish: \">\"}} ] }";
        try (TestServer server = TestServer.start(conf);
                RawClient joe = server.connect(JOE);
                RawClient root = server.connect(ROOT)) {
            joe.send("PUB foo 0\r\n\r\nPUB bar 0\r\n\r\n");
            joe.expect("-ERR 'Permissions Violation for Publish to \"bar\"'\r\n")
                    .expectSilenceUntilPong();

            root.send("PUB bar 0\r\n\r\n").expectSilenceUntilPong();
        }
    }

    @Test
    void shouldMapBeforeItChecksPermissions() {
        String conf = "mappings { from: to }\nauthorization { users: [ {user: joe, password: j, "
                + "permissions: {publish: to}}, {user: root, password: r, permissions: {publish: from}} ] }";
        try (TestServer server = TestServer.start(conf);
                RawClient joe = server.connect(JOE);
                RawClient root = server.connect(ROOT)) {
            joe.send("PUB from 0\r\n\r\n").expectSilenceUntilPong();

            root.send("PUB from 0\r\n\r\n");

            root.expect("-ERR 'Permissions Violation for Publish to \"to\"'\r\n");
        }
    }
}
