package dev.natsbroker.broker.config;

import dev.natsbroker.broker.config.conf.ConfigValue;
import dev.natsbroker.broker.config.conf.GoFormat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code permissions} blocks. */
final class PermissionsReader {
    private final Problems problems;

    PermissionsReader(Problems problems) {
        this.problems = problems;
    }

    PermissionOptions read(ConfigValue block) {
        Map<String, ConfigValue> fields = block.mapOrNull();
        if (fields == null) {
            throw block.error("Expected permissions to be a map/struct, got " + GoFormat.text(block));
        }
        Rules rules = new Rules();
        fields.forEach((key, value) -> problems.guard(() -> field(rules, key, value)));
        return new PermissionOptions(rules.publish, rules.subscribe, rules.responses);
    }

    private void field(Rules rules, String key, ConfigValue value) {
        switch (key.toLowerCase(Locale.ROOT)) {
            case "pub", "publish", "import" -> rules.publish = rules(value, false);
            case "sub", "subscribe", "export" -> rules.subscribe = rules(value, true);
            case "allow_responses", "publish_allow_responses" -> rules.responses = responses(value);
            default -> unknownField(key, value);
        }
    }

    private void unknownField(String key, ConfigValue value) {
        if (!value.referenced()) {
            problems.error(value, "Unknown field " + GoFormat.quote(key) + " parsing permissions");
        }
    }

    private SubjectRules rules(ConfigValue value, boolean queuesAllowed) {
        Map<String, ConfigValue> fields = value.mapOrNull();
        if (fields == null) {
            return new SubjectRules(subjects(value, queuesAllowed), List.of());
        }
        List<String> allow = new ArrayList<>();
        List<String> deny = new ArrayList<>();
        fields.forEach((key, list) -> problems.guard(() -> {
            switch (key.toLowerCase(Locale.ROOT)) {
                case "allow" -> allow.addAll(subjects(list, queuesAllowed));
                case "deny" -> deny.addAll(subjects(list, queuesAllowed));
                default -> {
                    if (!list.referenced()) {
                        problems.error(
                                list,
                                "Unknown field name " + GoFormat.quote(key)
                                        + " parsing subject permissions, only 'allow' or 'deny' are permitted");
                    }
                }
            }
        }));
        return new SubjectRules(allow, deny);
    }

    private static List<String> subjects(ConfigValue value, boolean queuesAllowed) {
        List<String> subjects = new ArrayList<>();
        List<ConfigValue> elements = value.arrayOrNull();
        if (value.stringOrNull() != null) {
            subjects.add(value.string());
        } else if (elements != null) {
            for (ConfigValue element : elements) {
                String subject = element.stringOrNull();
                if (subject == null) {
                    throw element.error("Subject in permissions array cannot be cast to string");
                }
                subjects.add(subject);
            }
        } else {
            throw value.error(
                    "Expected subject permissions to be a subject, or array of subjects, got " + value.typeName());
        }
        String problem = SubjectSyntax.problem(subjects, queuesAllowed);
        if (problem != null) {
            throw value.error(problem);
        }
        return subjects;
    }

    private @Nullable ResponseOptions responses(ConfigValue value) {
        Boolean allowed = value.booleanOrNull();
        if (allowed != null) {
            return allowed ? ResponseOptions.DEFAULT : null;
        }
        Map<String, ConfigValue> fields = value.mapOrNull();
        if (fields == null) {
            throw value.error("error parsing response permissions, expected a boolean or a map");
        }
        int max = ResponseOptions.DEFAULT.maxMessages();
        Duration expires = ResponseOptions.DEFAULT.expires();
        for (Map.Entry<String, ConfigValue> field : fields.entrySet()) {
            ConfigValue setting = field.getValue();
            switch (field.getKey().toLowerCase(Locale.ROOT)) {
                case "max", "max_msgs", "max_messages", "max_responses" ->
                    max = ConfigScalars.orDefault(Keys.toInt(setting.integer()), max);
                case "expires", "expiration", "ttl" -> expires = ConfigScalars.orDefault(expires(setting), expires);
                default -> unknownField(field.getKey(), setting);
            }
        }
        return new ResponseOptions(max, expires);
    }

    private static Duration expires(ConfigValue value) {
        String text = value.stringOrNull();
        if (text == null) {
            throw value.error("error parsing expires, not a duration string");
        }
        return ConfigScalars.parseDuration(value, text, "error parsing expires: ");
    }

    /** What has been read so far. */
    private static final class Rules {
        private SubjectRules publish = SubjectRules.allowAll();
        private SubjectRules subscribe = SubjectRules.allowAll();
        private @Nullable ResponseOptions responses;
    }
}
