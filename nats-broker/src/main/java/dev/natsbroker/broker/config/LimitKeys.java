package dev.natsbroker.broker.config;

import static dev.natsbroker.broker.config.ConfigScalars.orDefault;

import dev.natsbroker.broker.config.conf.ConfigValue;
import dev.natsbroker.broker.config.conf.GoFormat;
import java.time.Duration;

/** The top-level keys for limits, intervals and deadlines; zero stands for the default of most of them. */
final class LimitKeys {
    private static final LimitOptions LIMITS = LimitOptions.defaults();
    private static final TimingOptions TIMING = TimingOptions.defaults();
    private static final int MAX_TOKENS = 255;
    private static final Duration SHORTEST_LAME_DUCK = Duration.ofSeconds(30);

    private final BrokerOptionsBuilder options;
    private final Problems problems;

    private LimitKeys(BrokerOptionsBuilder options, Problems problems) {
        this.options = options;
        this.problems = problems;
    }

    static void addTo(Keys keys, BrokerOptionsBuilder options, Problems problems) {
        LimitKeys limits = new LimitKeys(options, problems);
        limits.addSizes(keys);
        limits.addTimes(keys);
    }

    private void addSizes(Keys keys) {
        // No connection at all is written as -1 from here on, as in nats-server.
        keys.number(max -> options.limits(l -> l.maxConnections(orDefault(max, -1))), "max_connections", "max_conn")
                .add(
                        (key, value) -> {
                            int max = orDefault(size(key, value), LIMITS.maxControlLineBytes());
                            options.limits(l -> l.maxControlLineBytes(max));
                        },
                        "max_control_line")
                .add(
                        (key, value) -> {
                            int max = orDefault(size(key, value), LIMITS.maxPayloadBytes());
                            options.limits(l -> l.maxPayloadBytes(max));
                        },
                        "max_payload")
                .add((key, value) -> maxPending(value.integer()), "max_pending")
                .number(max -> options.limits(l -> l.maxSubscriptions(max)), "max_subscriptions", "max_subs")
                .add(this::maxSubjectTokens, "max_sub_tokens", "max_subscription_tokens")
                .number(
                        max -> options.limits(l -> l.maxClosedClients(orDefault(max, LIMITS.maxClosedClients()))),
                        "max_closed_clients")
                .bool(none -> options.limits(l -> l.noHeaderSupport(none)), "no_header_support")
                .bool(none -> options.limits(l -> l.noFastProducerStall(none)), "no_fast_producer_stall")
                .bool(
                        disable -> options.limits(l -> l.disableMatchCache(disable)),
                        "disable_sublist_cache",
                        "no_sublist_cache");
    }

    private static int size(String key, ConfigValue value) {
        long size = value.integer();
        if (size > Integer.MAX_VALUE) {
            throw value.error(key + " value is too big");
        }
        if (size < 0) {
            throw value.error(key + " value can not be negative");
        }
        return (int) size;
    }

    private void maxPending(long max) {
        options.limits(l -> l.maxPendingBytes(max == 0 ? LIMITS.maxPendingBytes() : max));
    }

    private void maxSubjectTokens(String key, ConfigValue value) {
        long max = value.integer();
        if (max > MAX_TOKENS) {
            throw value.error(key + " value is too big");
        }
        if (max <= 0) {
            throw value.error(key + " value can not be negative");
        }
        options.limits(l -> l.maxSubjectTokens((int) max));
    }

    private void addTimes(Keys keys) {
        keys.add(
                        (key, value) -> {
                            Duration interval = ConfigScalars.duration("ping_interval", value, problems);
                            options.timing(t -> t.pingInterval(orDefault(interval, TIMING.pingInterval())));
                        },
                        "ping_interval")
                .number(max -> options.timing(t -> t.pingMax(orDefault(max, TIMING.pingMax()))), "ping_max")
                .add(
                        (key, value) -> {
                            Duration deadline = ConfigScalars.duration("write_deadline", value, problems);
                            options.timing(t -> t.writeDeadline(orDefault(deadline, TIMING.writeDeadline())));
                        },
                        "write_deadline")
                .add((key, value) -> writeTimeout(value), "write_timeout")
                .add((key, value) -> lameDuckDuration(value), "lame_duck_duration")
                .add((key, value) -> lameDuckGracePeriod(value), "lame_duck_grace_period");
    }

    private void writeTimeout(ConfigValue value) {
        WriteTimeoutPolicy policy = switch (value.string()) {
            case "default" -> WriteTimeoutPolicy.DEFAULT;
            case "close" -> WriteTimeoutPolicy.CLOSE;
            case "retry" -> WriteTimeoutPolicy.RETRY;
            default -> throw value.error("write_timeout must be 'default', 'close' or 'retry'");
        };
        options.timing(t -> t.writeTimeout(policy));
    }

    private void lameDuckDuration(ConfigValue value) {
        Duration duration = ConfigScalars.parseDuration(value, value.string(), "error parsing lame_duck_duration: ");
        if (duration.compareTo(SHORTEST_LAME_DUCK) < 0) {
            throw value.error(
                    "invalid lame_duck_duration of " + GoFormat.duration(duration) + ", minimum is 30 seconds");
        }
        options.timing(t -> t.lameDuckDuration(duration));
    }

    private void lameDuckGracePeriod(ConfigValue value) {
        Duration period = ConfigScalars.parseDuration(value, value.string(), "error parsing lame_duck_grace_period: ");
        if (period.isNegative()) {
            throw value.error("invalid lame_duck_grace_period, needs to be positive");
        }
        options.timing(t -> t.lameDuckGracePeriod(orDefault(period, TIMING.lameDuckGracePeriod())));
    }
}
