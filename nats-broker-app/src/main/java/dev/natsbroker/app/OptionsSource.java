package dev.natsbroker.app;

import dev.natsbroker.broker.config.BrokerOptions;
import dev.natsbroker.broker.config.CommandLine;
import dev.natsbroker.broker.config.ConfigLoader;
import dev.natsbroker.broker.config.LoadedConfig;
import dev.natsbroker.broker.config.WeightedDestination;
import dev.natsbroker.broker.config.conf.ConfigException;
import dev.natsbroker.broker.subject.MappingTable;
import java.util.List;
import java.util.random.RandomGenerator;

/** The options of the server: flags over the configuration file over what Spring's properties say. Read anew at a reload. */
final class OptionsSource {
    private final CommandLine commandLine;
    private final ConfigLoader loader = ConfigLoader.ofProcess(OptionsSource::checkMapping);

    OptionsSource(CommandLine commandLine) {
        this.commandLine = commandLine;
    }

    /**
     * The options, with the warnings that the file gives cause for.
     *
     * @param base the options that hold where neither flags nor file say anything
     * @throws UnusableOptionsException if they cannot be read, with a message for the operator
     */
    LoadedConfig load(BrokerOptions base) {
        try {
            return commandLine.load(loader, base);
        } catch (ConfigException e) {
            throw new UnusableOptionsException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Whether there is a file, which may have changed since it was read. */
    boolean hasFile() {
        return commandLine.configFile() != null;
    }

    private static void checkMapping(String source, List<WeightedDestination> destinations) {
        MappingTable.Builder table = MappingTable.builder(RandomGenerator.getDefault());
        destinations.forEach(to -> table.add(source, to.destination(), to.weightPercent(), to.cluster()));
        table.build();
    }
}
