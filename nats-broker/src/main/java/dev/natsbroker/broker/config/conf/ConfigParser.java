package dev.natsbroker.broker.config.conf;

import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Parses nats.conf files with all that they include and refer to.
 *
 * <p>A parser may be used many times, by one thread at a time.
 */
public final class ConfigParser {
    private static final int MAX_INCLUDES = 50;
    private static final String ENVIRONMENT_KEY = "pk";

    private final ConfigFiles files;
    private final Function<String, @Nullable String> environment;
    private final Deque<String> openFiles = new ArrayDeque<>();
    private final Set<String> openVariables = new LinkedHashSet<>();

    /**
     * @param files where included files come from
     * @param environment value of an environment variable, null if it is not set
     */
    public ConfigParser(ConfigFiles files, Function<String, @Nullable String> environment) {
        this.files = files;
        this.environment = environment;
    }

    /** A parser for the files and the environment of this process. */
    public static ConfigParser ofProcess() {
        return new ConfigParser(ConfigFiles.onDisk(), System::getenv);
    }

    /**
     * Parses a file.
     *
     * @throws ConfigException if it cannot be read or parsed
     */
    public ConfigDocument parseFile(String path) {
        return new ConfigDocument(path, read(path));
    }

    /**
     * Parses a text; it includes files from the current folder.
     *
     * @throws ConfigException if it cannot be parsed
     */
    public ConfigDocument parseText(String text) {
        return new ConfigDocument("", parse("", text.getBytes(StandardCharsets.UTF_8)));
    }

    private Map<String, ConfigValue> read(String path) {
        if (openFiles.contains(path)) {
            throw new ConfigException("file '" + path + "' includes itself");
        }
        if (openFiles.size() >= MAX_INCLUDES) {
            throw new ConfigException("file '" + path + "' is included more than " + MAX_INCLUDES + " levels deep");
        }
        openFiles.push(path);
        try {
            return parse(path, files.read(path));
        } finally {
            openFiles.pop();
        }
    }

    private Map<String, ConfigValue> parse(String file, byte[] text) {
        TreeBuilder builder = new TreeBuilder(file, new Outside(file));
        new Lexer(new Source(text), builder).run();
        return builder.root();
    }

    /** Joins an include with the folder of its file; also a path from the root is taken as relative to that folder. */
    private static String join(String file, String included) {
        try {
            Path parent = Path.of(file).getParent();
            String folder = parent == null ? "." : parent.toString();
            String joined = Path.of(folder + "/" + included).normalize().toString();
            return joined.isEmpty() ? "." : joined;
        } catch (InvalidPathException e) {
            throw new ConfigException("open " + included + ": invalid argument");
        }
    }

    /** What the file under the parser refers to outside of itself. */
    private final class Outside implements TreeBuilder.References {
        private final String file;

        Outside(String file) {
            this.file = file;
        }

        @Override
        public Map<String, ConfigValue> include(String path) {
            return read(join(file, path));
        }

        @Override
        public @Nullable ConfigValue environment(String name, ConfigPosition position) {
            if (!openVariables.add(name)) {
                throw new ConfigException("variable reference cycle for '" + name + "'");
            }
            try {
                String text = environment.apply(name);
                if (text == null) {
                    return null;
                }
                String assignment = ENVIRONMENT_KEY + "=" + text;
                ConfigValue value =
                        parse("", assignment.getBytes(StandardCharsets.UTF_8)).get(ENVIRONMENT_KEY);
                return value == null ? null : value.at(position);
            } finally {
                openVariables.remove(name);
            }
        }
    }
}
