package dev.natsbroker.app;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;

/** Standard output and standard error of the process, for what is said before there is a log. */
record Console(PrintStream out, PrintStream err) {

    static Console ofThisProcess() {
        return new Console(stream(FileDescriptor.out), stream(FileDescriptor.err));
    }

    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true);
    }

    /** One line on standard error, beginning with the name that scripts know. */
    void complain(String message) {
        err.println("nats-server: " + message);
    }
}
