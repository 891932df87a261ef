package dev.natsbroker.app.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The file that names the server's process for scripts. */
public final class PidFile {

    private PidFile() {}

    /** Writes the id of this process, without a line end, as scripts expect it. */
    public static void write(Path file) throws IOException {
        Files.writeString(file, Long.toString(ProcessHandle.current().pid()));
    }
}
