package dev.natsbroker.autoconfigure.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.util.FileSystemUtils;

/** A folder that is made when it is needed and removed when the application ends. Used by the thread that starts the context. */
final class TemporaryStore implements DisposableBean {
    private @Nullable Path folder;

    Path folder() {
        if (folder == null) {
            try {
                folder = Files.createTempDirectory("nats-broker");
            } catch (IOException e) {
                throw new UncheckedIOException(
                        "No temporary folder for an embedded broker; set nats.broker.jetstream.store-dir", e);
            }
        }
        return folder;
    }

    @Override
    public void destroy() throws IOException {
        FileSystemUtils.deleteRecursively(folder);
    }
}
