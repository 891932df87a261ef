package dev.natsbroker.app;

import dev.natsbroker.app.logging.LibraryLog;
import dev.natsbroker.broker.BrokerStartException;
import dev.natsbroker.broker.config.BrokerOptions;

/** What the command line asks for, carried out. */
final class ServerCommand {
    private static final int FAILED = 1;

    private final Console console;

    ServerCommand(Console console) {
        this.console = console;
    }

    /** Carries it out and returns the exit status; for a server, when it has stopped. */
    int run(String[] args) throws InterruptedException {
        SpringArguments arguments = SpringArguments.split(args);
        InterimFlags flags = new InterimFlags(arguments.flags());
        try {
            return runServer(arguments, flags);
        } catch (UnusableOptionsException e) {
            console.complain(String.valueOf(e.getMessage()));
            return FAILED;
        }
    }

    private int runServer(SpringArguments arguments, OptionsSource source) throws InterruptedException {
        InterimLog log = new InterimLog();
        LibraryLog.directTo(log);
        ServerProcess server = new ServerProcess(source, log, System::exit);
        SpringHost spring = new SpringHost(server);
        try {
            if (!arguments.spring().isEmpty() || SpringSources.ofThisProcess().present()) {
                spring.run(arguments.springArray(), environment -> {
                    BrokerOptions base = BrokerOptions.defaults();
                    server.start(base, source.load(base));
                });
            } else {
                BrokerOptions base = BrokerOptions.defaults();
                server.start(base, source.load(base));
                if (server.broker().monitoring() != null) {
                    spring.run(new String[0], environment -> {});
                }
            }
            server.awaitStopped();
            return 0;
        } catch (BrokerStartException e) {
            log.fatal(String.valueOf(e.getMessage()));
            return FAILED;
        }
    }
}
