package dev.natsbroker.app;

import dev.natsbroker.app.process.SignalCommand;
import dev.natsbroker.broker.BrokerStartException;
import dev.natsbroker.broker.BrokerVersion;
import dev.natsbroker.broker.config.BrokerOptions;
import dev.natsbroker.broker.config.CommandLine;
import dev.natsbroker.broker.config.LoadedConfig;
import dev.natsbroker.broker.config.SignalRequest;
import dev.natsbroker.broker.monitoring.BrokerView;
import java.io.IOException;
import java.io.UncheckedIOException;

/** What the command line asks for, carried out. */
final class ServerCommand {
    private static final int DONE = 0;
    private static final int FAILED = 1;

    private final Console console;

    ServerCommand(Console console) {
        this.console = console;
    }

    /** Carries it out and returns the exit status; for a server, when it has stopped. */
    int run(String[] args) throws InterruptedException {
        CommandLine commandLine = CommandLine.parse(TrainingRun.isWanted() ? TrainingRun.flags() : args);
        try {
            return switch (commandLine.action()) {
                case RUN -> runServer(commandLine);
                case TEST_CONFIG -> testConfig(commandLine);
                case SIGNAL -> signal(commandLine.signal());
                case VERSION -> print("nats-server: v" + BrokerVersion.COMPATIBLE + "\n" + BrokerVersion.product());
                case HELP -> print(CommandLine.usage());
                case HELP_TLS -> print(CommandLine.tlsHelp());
                case USAGE -> {
                    console.err().println(commandLine.message());
                    yield print(CommandLine.usage());
                }
                case FAIL -> fail(commandLine.message());
            };
        } catch (UnusableOptionsException e) {
            return fail(String.valueOf(e.getMessage()));
        }
    }

    private int print(String text) {
        console.out().println(text);
        return DONE;
    }

    private int fail(String message) {
        console.complain(message);
        return FAILED;
    }

    private int testConfig(CommandLine commandLine) {
        LoadedConfig loaded = new OptionsSource(commandLine).load(BrokerOptions.defaults());
        if (!loaded.warnings().isEmpty()) {
            return fail(String.join("\n", loaded.warnings()));
        }
        console.complain("configuration file " + commandLine.configFile() + " is valid ("
                + loaded.options().process().configDigest() + ")");
        return DONE;
    }

    private int signal(SignalRequest request) {
        String argument = request.target().isEmpty() ? request.command() : request.command() + "=" + request.target();
        String problem = new SignalCommand(NatsServerApplication.class.getName()).run(argument);
        return problem == null ? DONE : fail(problem);
    }

    private int runServer(CommandLine commandLine) throws InterruptedException {
        ServerProcess server = new ServerProcess(new OptionsSource(commandLine), console, System::exit);
        SpringHost spring = new SpringHost(server);
        try {
            String[] forSpring = commandLine.passedOn().toArray(String[]::new);
            if (forSpring.length > 0 || SpringSources.ofThisProcess().present()) {
                spring.run(forSpring, environment -> server.start(SpringOptions.of(environment)));
            } else {
                server.start(BrokerOptions.defaults());
                if (server.broker().monitoring() != null) {
                    spring.run(forSpring, environment -> {});
                }
            }
            if (TrainingRun.isWanted()) {
                train(server);
            }
            server.awaitStopped();
            return DONE;
        } catch (BrokerStartException e) {
            server.log().fatal(String.valueOf(e.getMessage()));
            return FAILED;
        }
    }

    private static void train(ServerProcess server) {
        BrokerView view = server.broker().view();
        try {
            try {
                new TrainingRun(view.clientAddress(), view.monitorAddress()).run();
            } finally {
                server.broker().stop();
                TrainingRun.cleanUp();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
