package dev.natsbroker.broker.conformance;

import dev.natsbroker.broker.config.BrokerOptionsBuilder;
import dev.natsbroker.broker.config.LimitOptions;
import dev.natsbroker.broker.config.TimingOptions;
import java.time.Duration;
import java.util.function.UnaryOperator;

/**
 * One setting of the server under test, in both languages.
 *
 * @param conf the line of nats.conf, for a nats-server
 * @param change the same for our options
 */
record Setting(String conf, UnaryOperator<BrokerOptionsBuilder> change) {
    static Setting maxPayload(int bytes) {
        return limit("max_payload: " + bytes, limits -> limits.maxPayloadBytes(bytes));
    }

    static Setting maxControlLine(int bytes) {
        return limit("max_control_line: " + bytes, limits -> limits.maxControlLineBytes(bytes));
    }

    static Setting maxConnections(int count) {
        return limit("max_connections: " + count, limits -> limits.maxConnections(count));
    }

    static Setting maxSubscriptions(int count) {
        return limit("max_subscriptions: " + count, limits -> limits.maxSubscriptions(count));
    }

    static Setting maxSubjectTokens(int count) {
        return limit("max_sub_tokens: " + count, limits -> limits.maxSubjectTokens(count));
    }

    static Setting maxPending(long bytes) {
        return limit("max_pending: " + bytes, limits -> limits.maxPendingBytes(bytes));
    }

    static Setting noHeaderSupport() {
        return limit("no_header_support: true", limits -> limits.noHeaderSupport(true));
    }

    static Setting writeDeadline(Duration deadline) {
        return timing("write_deadline: " + quoted(deadline), timing -> timing.writeDeadline(deadline));
    }

    static Setting pings(Duration interval, int max) {
        return timing(
                "ping_interval: " + quoted(interval) + "\nping_max: " + max,
                timing -> timing.pingInterval(interval).pingMax(max));
    }

    static Setting lameDuck(Duration grace, Duration whole) {
        return timing(
                "lame_duck_grace_period: " + quoted(grace) + "\nlame_duck_duration: " + quoted(whole),
                timing -> timing.lameDuckGracePeriod(grace).lameDuckDuration(whole));
    }

    private static Setting limit(String conf, UnaryOperator<LimitOptions.Builder> change) {
        return new Setting(conf, options -> options.limits(change));
    }

    private static Setting timing(String conf, UnaryOperator<TimingOptions.Builder> change) {
        return new Setting(conf, options -> options.timing(change));
    }

    private static String quoted(Duration duration) {
        return "\"" + duration.toMillis() + "ms\"";
    }
}
