package dev.natsbroker.broker.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.natsbroker.broker.config.PermissionOptions;
import dev.natsbroker.broker.config.ResponseOptions;
import dev.natsbroker.broker.config.SubjectRules;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The answers were observed at nats-server 2.15.1, but where it says otherwise. */
class PermissionsTest {

    @Test
    void shouldRefuseMoreThanTheUserMayNot() {
        PermissionOptions refused =
                new PermissionOptions(SubjectRules.deny("foo.b"), SubjectRules.deny("secret"), null);
        Permissions granted = publish(new SubjectRules(List.of("foo.*"), List.of("foo.x")));

        Permissions left = Permissions.without(granted, refused);
        Permissions ofAnybody = Permissions.without(null, refused);

        assertThat(mayPublish(left, "foo.a")).isTrue();
        assertThat(mayPublish(left, "foo.b")).isFalse();
        assertThat(mayPublish(left, "foo.x")).isFalse();
        assertThat(mayPublish(left, "bar")).isFalse();
        assertThat(mayPublish(ofAnybody, "bar")).isTrue();
        assertThat(mayPublish(ofAnybody, "foo.b")).isFalse();
        assertThat(ofAnybody.maySubscribe("secret".getBytes(StandardCharsets.US_ASCII), null))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "foo.a, true",
        "foo.x, false",
        "foo.*, true",
        "foo, false",
        "bar, false",
        "bar.a.b, true",
        "foo..a, false",
        "bar..a, false",
        "other, false"
    })
    void shouldAllowPublishing(String subject, boolean allowed) {
        Permissions permissions = publish(new SubjectRules(List.of("foo.*", "bar.>"), List.of("foo.x")));
        assertThat(mayPublish(permissions, subject)).isEqualTo(allowed);
    }

    // foo.> under foo.* is refused here: nats-server accepts it and then delivers foo.a.b, which nobody allowed
    @ParameterizedTest
    @CsvSource({
        "foo.*,, true",
        "foo.>,, false",
        "foo.a,, true",
        "foo.a.b,, false",
        "bar.>,, true",
        "bar.*,, true",
        "bar,, false",
        ">,, false",
        "*.a,, false",
        "foo*,, false",
        "foo..a,, false",
        "q1,, false",
        "q1, grp, true",
        "q1, x, false",
        "q2,, true",
        "q2, v*, true",
        "q2, v1, false",
        "q2, v.1, true",
        "q2, v.1.2, false",
        "q2, v.*, true",
        "foo.a, grp, true",
        "q3.a, grp, true",
        "q3.*, grp, true",
        "q3.>, grp, false",
        "q3.a, x, false",
        "q3.a,, false"
    })
    void shouldAllowSubscribing(String subject, @Nullable String queue, boolean allowed) {
        Permissions permissions = subscribe(
                new SubjectRules(List.of("foo.*", "bar.>", "q1 grp", "q2", "q2 v*", "q2  v.*", "q3.* grp"), List.of()));
        assertThat(maySubscribe(permissions, subject, queue)).isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource({
        "d.*,, false", "d.>,, false", "d.a,, false", "d.a.b,, true", "e.>,, false", "e,, true", "qd,, true",
        "qd, dq, false", "qd, x, true", ">,, true", "*.a,, true", "w.*,, true", "w.x,, false", "w.x, q, false"
    })
    void shouldDenySubscribing(String subject, @Nullable String queue, boolean allowed) {
        Permissions permissions = subscribe(SubjectRules.deny("d.*", "e.>", "qd dq", "w.x"));
        assertThat(maySubscribe(permissions, subject, queue)).isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource({
        "w.x,, false",
        "w.x, q, false",
        "w.y,, true",
        "qd.a,, true",
        "qd.a, dq, false",
        "qd.a, x, true",
        "qd.b, dq, true"
    })
    void shouldFilterDeliveries(String subject, @Nullable String queue, boolean delivered) {
        Permissions permissions = subscribe(SubjectRules.deny("w.x", "qd.a dq"));
        byte[] b = ("-" + subject + "-").getBytes(StandardCharsets.UTF_8);

        assertThat(permissions.hasSubscribeDeny()).isTrue();
        assertThat(permissions.mayReceive(b, 1, b.length - 2, bytes(queue))).isEqualTo(delivered);
    }

    @ParameterizedTest
    @CsvSource({
        "w.*,, true",
        ">,, true",
        "w.y,, false",
        "*.x,, true",
        "qd.*,, false",
        "qd.*, dq, true",
        "qd.*, x, false",
        "other.>,, false"
    })
    void shouldTellWhichSubscriptionsNeedAFilter(String subject, @Nullable String queue, boolean filtered) {
        Permissions permissions = subscribe(SubjectRules.deny("w.x", "qd.a dq"));
        assertThat(permissions.filtersDelivery(require(subject), bytes(queue))).isEqualTo(filtered);
    }

    @Test
    void shouldAllowEverythingWithoutLists() {
        Permissions permissions = Permissions.of(PermissionOptions.allowAll());

        assertThat(mayPublish(permissions, "any.thing")).isTrue();
        assertThat(maySubscribe(permissions, ">", "q")).isTrue();
        assertThat(permissions.hasSubscribeDeny()).isFalse();
        assertThat(permissions.responses()).isNull();
    }

    @Test
    void shouldBlockOtherPublishingWhenResponsesAreAllowed() {
        ResponseOptions responses = new ResponseOptions(0, Duration.ZERO);
        Permissions denyOnly =
                Permissions.of(new PermissionOptions(SubjectRules.deny("z.d"), SubjectRules.allowAll(), responses));
        Permissions listed =
                Permissions.of(new PermissionOptions(SubjectRules.allow("z.a"), SubjectRules.allowAll(), responses));

        assertThat(mayPublish(denyOnly, "z.a")).isFalse();
        assertThat(mayPublish(listed, "z.a")).isTrue();
        assertThat(mayPublish(listed, "z.b")).isFalse();
        assertThat(listed.responses()).isEqualTo(ResponseOptions.DEFAULT);
    }

    @Test
    void shouldRefuseBadEntries() {
        refuse("subject \"a..b\" is not a valid subject", publishRules("a..b"));
        refuse("subject \"a q\" is not a valid subject", publishRules("a q"));
        refuse("subject \"a b c\" is not a valid subject", subscribeRules("a b c"));
        refuse("subject \"a.\" is not a valid subject", subscribeRules("a."));
        refuse("queue \"q..x\" is not a valid queue", subscribeRules("a q..x"));
        refuse("subject \"\" is not a valid subject", subscribeRules(""));
    }

    private static void refuse(String message, PermissionOptions options) {
        assertThatThrownBy(() -> Permissions.of(options))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    private static PermissionOptions publishRules(String entry) {
        return new PermissionOptions(SubjectRules.deny(entry), SubjectRules.allowAll(), null);
    }

    private static PermissionOptions subscribeRules(String entry) {
        return new PermissionOptions(SubjectRules.allowAll(), SubjectRules.allow(entry), null);
    }

    private static Permissions publish(SubjectRules rules) {
        return Permissions.of(new PermissionOptions(rules, SubjectRules.allowAll(), null));
    }

    private static Permissions subscribe(SubjectRules rules) {
        return Permissions.of(new PermissionOptions(SubjectRules.allowAll(), rules, null));
    }

    private static boolean mayPublish(Permissions permissions, String subject) {
        byte[] b = ("-" + subject + "-").getBytes(StandardCharsets.UTF_8);
        return permissions.mayPublish(b, 1, b.length - 2);
    }

    private static boolean maySubscribe(Permissions permissions, String subject, @Nullable String queue) {
        return permissions.maySubscribe(require(subject), bytes(queue));
    }

    private static byte[] require(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte @Nullable [] bytes(@Nullable String text) {
        return text == null ? null : require(text);
    }
}
