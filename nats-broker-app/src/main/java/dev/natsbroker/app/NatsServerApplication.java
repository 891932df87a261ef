package dev.natsbroker.app;

/** The entry point of the server process. */
public final class NatsServerApplication {

    private NatsServerApplication() {}

    /** Runs a server, or what the flags ask for instead, and ends the process with nats-server's exit status. */
    public static void main(String[] args) throws InterruptedException {
        System.exit(new ServerCommand(Console.ofThisProcess()).run(args));
    }
}
