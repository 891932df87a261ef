package dev.natsbroker.broker.config;

import dev.natsbroker.broker.config.conf.ConfigDocument;
import dev.natsbroker.broker.config.conf.ConfigException;
import dev.natsbroker.broker.config.conf.ConfigFiles;
import dev.natsbroker.broker.config.conf.ConfigParser;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads nats.conf files into options.
 *
 * <p>All errors of a file are reported together. What is checked here is each value by itself, as with nats-server's
 * {@code -t}; {@link BrokerOptions#validate()} checks the options against each other. One thread at a time.
 */
public final class ConfigLoader {
    private final ConfigFiles files;
    private final ConfigParser parser;
    private final MappingCheck mappingCheck;

    /**
     * @param files where configuration files come from
     * @param environment value of an environment variable, null if it is not set
     * @param mappingCheck compiles subject mappings to find wrong ones
     */
    public ConfigLoader(ConfigFiles files, Function<String, @Nullable String> environment, MappingCheck mappingCheck) {
        this.files = files;
        this.parser = new ConfigParser(files, environment);
        this.mappingCheck = mappingCheck;
    }

    /** A loader for the files and the environment of this process. */
    public static ConfigLoader ofProcess(MappingCheck mappingCheck) {
        return new ConfigLoader(ConfigFiles.onDisk(), System::getenv, mappingCheck);
    }

    /**
     * Reads a file over options from elsewhere.
     *
     * @param path path of the file
     * @param base values for what the file does not set
     * @throws ConfigException if the file cannot be read or has errors
     */
    public LoadedConfig load(String path, BrokerOptions base) {
        return read(parser.parseFile(path), base);
    }

    /**
     * Reads a text in the language of the files.
     *
     * @throws ConfigException if the text has errors
     */
    public LoadedConfig loadText(String text, BrokerOptions base) {
        return read(parser.parseText(text), base);
    }

    /** Where the configuration files come from. */
    ConfigFiles files() {
        return files;
    }

    private LoadedConfig read(ConfigDocument document, BrokerOptions base) {
        return new OptionsReader(document, base, files, mappingCheck).read();
    }
}
