package dev.natsbroker.broker.config.conf;

import dev.natsbroker.broker.config.conf.Source.Item;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Builds the tree of values from what the lexer finds in one file.
 *
 * <p>Keys wait on a stack of their own: a map that ends right behind a key takes that key's place instead of its own, as
 * in nats-server.
 */
final class TreeBuilder implements ConfigEvents {
    private static final int MAX_DEPTH = 500;
    private static final long MAX_VALUES = 1_000_000;
    private static final String BCRYPT_PREFIX = "2a$";

    private final String file;
    private final References references;
    private final Map<String, ConfigValue> root = new LinkedHashMap<>();
    private final Deque<Object> containers = new ArrayDeque<>();
    private final Deque<Item> keys = new ArrayDeque<>();
    private @Nullable String lastKey;

    /**
     * @param file path of the file for positions
     * @param references finds included files and the environment
     */
    TreeBuilder(String file, References references) {
        this.file = file;
        this.references = references;
        containers.push(root);
    }

    /** What lies outside of the file. */
    interface References {
        /** The top-level values of an included file, by its path as written. */
        Map<String, ConfigValue> include(String path);

        /** A value of the environment, at the given place; null if there is none. */
        @Nullable
        ConfigValue environment(String name, ConfigPosition position);
    }

    Map<String, ConfigValue> root() {
        return root;
    }

    @Override
    public void key(Item item) {
        keys.push(item);
        lastKey = item.text();
    }

    @Override
    public void text(Item item) {
        add(item.text(), item);
    }

    @Override
    public void bool(Item item) {
        add(
                switch (item.text().toLowerCase(Locale.ROOT)) {
                    case "true", "yes", "on" -> Boolean.TRUE;
                    default -> Boolean.FALSE;
                },
                item);
    }

    @Override
    public void integer(Item item) {
        add(Numbers.integer(item.text()), item);
    }

    @Override
    public void decimal(Item item) {
        add(Numbers.decimal(item.text()), item);
    }

    @Override
    public void date(Item item) {
        add(Numbers.date(item.text()), item);
    }

    @Override
    public void variable(Item item) {
        String name = item.text();
        if (name.startsWith(BCRYPT_PREFIX)) {
            add("$" + name, item);
            return;
        }
        ConfigValue value = lookUp(item);
        if (value == null) {
            throw new ConfigException(
                    "variable reference for '" + name + "' on line " + item.line() + " can not be found");
        }
        add(value);
    }

    private @Nullable ConfigValue lookUp(Item item) {
        for (Object container : containers) {
            if (container instanceof Map<?, ?> map && map.get(item.text()) instanceof ConfigValue value) {
                return value.reference(position(item));
            }
        }
        try {
            return references.environment(item.text(), position(item));
        } catch (ConfigException e) {
            throw new ConfigException("variable reference for '" + item.text() + "' on line " + item.line()
                    + " could not be parsed: " + e.getMessage());
        }
    }

    @Override
    public void include(Item item) {
        lastKey = null;
        try {
            Map<String, ConfigValue> included = references.include(item.text());
            included.forEach((key, value) -> {
                keys.push(
                        new Item(key, value.position().line(), value.position().column()));
                add(value);
            });
        } catch (ConfigException e) {
            throw new ConfigException("error parsing include file '" + item.text() + "', " + e.getMessage());
        }
    }

    @Override
    public void arrayStart() {
        lastKey = null;
        containers.push(new ArrayList<ConfigValue>());
    }

    @Override
    public void arrayEnd(Item item) {
        add(Collections.unmodifiableList((List<?>) containers.pop()), item);
    }

    @Override
    public void mapStart() {
        lastKey = null;
        containers.push(new LinkedHashMap<String, ConfigValue>());
    }

    @Override
    public void mapEnd(Item item) {
        add(Collections.unmodifiableMap((Map<?, ?>) containers.pop()), item);
    }

    @Override
    public void comment() {
        lastKey = null;
    }

    @Override
    public void end(Item item) {
        // A lone closing brace at the end is left over from JSON and does no harm.
        if (lastKey != null && !lastKey.equals("}")) {
            throw new ConfigException("config is invalid (" + file + ":" + item.line() + ":" + item.column() + ")");
        }
    }

    private ConfigPosition position(Item item) {
        return new ConfigPosition(file, item.line(), item.column());
    }

    private void add(Object data, Item item) {
        add(new ConfigValue(data, position(item)));
    }

    @SuppressWarnings("unchecked")
    private void add(ConfigValue value) {
        lastKey = null;
        if (value.depth() > MAX_DEPTH || value.size() > MAX_VALUES) {
            throw ConfigException.at(
                    value.position(),
                    "value is too large: at most " + MAX_DEPTH + " levels and " + MAX_VALUES
                            + " values are allowed, with references to variables followed");
        }
        Object container = containers.element();
        if (container instanceof List) {
            ((List<ConfigValue>) container).add(value);
            return;
        }
        Item key = keys.pop();
        ConfigPosition place = new ConfigPosition(value.position().file(), key.line(), key.column());
        ((Map<String, ConfigValue>) container).put(key.text(), value.at(place));
    }
}
