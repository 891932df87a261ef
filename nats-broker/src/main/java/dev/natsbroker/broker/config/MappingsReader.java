package dev.natsbroker.broker.config;

import dev.natsbroker.broker.config.conf.ConfigException;
import dev.natsbroker.broker.config.conf.ConfigValue;
import dev.natsbroker.broker.config.conf.GoFormat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code mappings} of the default account or of one account. */
final class MappingsReader {
    private final Problems problems;
    private final MappingCheck check;

    MappingsReader(Problems problems, MappingCheck check) {
        this.problems = problems;
        this.check = check;
    }

    List<MappingOptions> read(ConfigValue block) {
        List<MappingOptions> mappings = new ArrayList<>();
        block.map()
                .forEach((source, value) -> problems.guard(() -> {
                    if (!SubjectSyntax.isValid(source)) {
                        throw block.error("Subject " + GoFormat.quote(source) + " is not a valid subject");
                    }
                    MappingOptions mapping = new MappingOptions(source, destinations(value));
                    checkMapping(mapping, value);
                    mappings.add(mapping);
                }));
        return mappings;
    }

    private List<WeightedDestination> destinations(ConfigValue value) {
        String single = value.stringOrNull();
        if (single != null) {
            return List.of(new WeightedDestination(single, 100, null));
        }
        List<ConfigValue> several = value.arrayOrNull();
        if (several == null) {
            return List.of(destination(value));
        }
        List<WeightedDestination> destinations = new ArrayList<>();
        several.forEach(entry -> problems.guard(() -> destinations.add(destination(entry))));
        return destinations;
    }

    private WeightedDestination destination(ConfigValue entry) {
        Map<String, ConfigValue> fields = entry.mapOrNull();
        if (fields == null) {
            throw entry.error("Expected an entry for the mapping destination");
        }
        String subject = "";
        Integer weight = null;
        String cluster = null;
        for (Map.Entry<String, ConfigValue> field : fields.entrySet()) {
            ConfigValue value = field.getValue();
            switch (field.getKey().toLowerCase(Locale.ROOT)) {
                case "dest", "destination" -> subject = value.string();
                case "weight" -> weight = weight(value);
                case "cluster" -> cluster = value.string();
                default ->
                    throw value.error("Unknown field " + GoFormat.quote(field.getKey()) + " for mapping destination");
            }
        }
        if (weight == null) {
            throw entry.error("Missing weight for mapping destination " + GoFormat.quote(subject));
        }
        return new WeightedDestination(subject, weight, cluster);
    }

    private static int weight(ConfigValue value) {
        long weight;
        String text = value.stringOrNull();
        if (text != null) {
            String number = text.endsWith("%") ? text.substring(0, text.length() - 1) : text;
            try {
                weight = Long.parseLong(number);
            } catch (NumberFormatException e) {
                throw value.error("Invalid weight " + GoFormat.quote(number) + " for mapping destination");
            }
        } else if (value.data() instanceof Long number) {
            weight = number;
        } else {
            throw value.error("Unknown entry type for weight of " + GoFormat.text(value));
        }
        if (weight < 0 || weight > 100) {
            throw value.error("Invalid weight " + weight + " for mapping destination");
        }
        return (int) weight;
    }

    private void checkMapping(MappingOptions mapping, ConfigValue value) {
        String problem = problemOf(mapping);
        if (problem != null) {
            String single = value.stringOrNull();
            String to = single == null ? "" : " to " + GoFormat.quote(single);
            throw new ConfigException(value.position() + ": Error adding mapping for "
                    + GoFormat.quote(mapping.source()) + to + " : " + problem);
        }
    }

    private @Nullable String problemOf(MappingOptions mapping) {
        Set<String> seen = new HashSet<>();
        Map<String, Integer> weights = new HashMap<>();
        for (WeightedDestination destination : mapping.destinations()) {
            if (!seen.add(destination.destination())) {
                return "duplicate entry for " + GoFormat.quote(destination.destination());
            }
            String scope = destination.cluster() == null ? "" : destination.cluster();
            if (weights.merge(scope, destination.weightPercent(), Integer::sum) > 100) {
                return "total weight needs to be <= 100";
            }
        }
        try {
            check.check(mapping.source(), mapping.destinations());
            return null;
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
    }
}
