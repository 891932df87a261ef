package dev.natsbroker.broker.jetstream.meta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.natsbroker.broker.BrokerStartException;
import dev.natsbroker.broker.NatsBroker;
import dev.natsbroker.broker.config.BrokerOptions;
import dev.natsbroker.broker.disk.Disk;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store that cannot be used: the start fails with what is wrong, where, and what to do. */
class StoreTroubleTest {
    @TempDir
    private Path folder;

    private static BrokerOptions options(Path store) {
        return BrokerOptions.builder()
                .host("127.0.0.1")
                .port(0)
                .jetStream(js -> js.enabled(true).storeDirectory(store))
                .build();
    }

    /** The system's disk, but making anything fails. */
    private static Disk refusing(String method, IOException failure) {
        return (Disk) Proxy.newProxyInstance(
                Disk.class.getClassLoader(), new Class<?>[] {Disk.class}, (self, called, args) -> {
                    if (called.getName().equals(method)) {
                        throw failure;
                    }
                    try {
                        return called.invoke(Disk.system(), args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private void requireRefusal(Disk disk, Path store, String... parts) {
        assertThatThrownBy(() -> NatsBroker.builder()
                        .options(options(store))
                        .disk(disk)
                        .start()
                        .close())
                .isInstanceOf(BrokerStartException.class)
                .hasMessageContaining("JetStream cannot use its store")
                .hasMessageContainingAll(parts);
    }

    @Test
    void shouldSayThatTheStoreDirectoryIsAFile() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");

        requireRefusal(Disk.system(), file, file.toString(), "a file in the place of a directory", "store_dir");
        assertThat(file).hasContent("x");
    }

    @Test
    void shouldSayThatTheFolderInTheStoreDirectoryIsAFile() throws IOException {
        Path file = Files.writeString(folder.resolve("jetstream"), "x");

        requireRefusal(Disk.system(), folder, file.toString(), "a file in the place of a directory", "store_dir");
        assertThat(file).hasContent("x");
    }

    @Test
    void shouldSayWhoHasNoPermission() {
        Path denied = folder.resolve("jetstream/accounts");

        requireRefusal(
                refusing("createDirectories", new AccessDeniedException(denied.toString())),
                folder,
                "no permission to use " + denied,
                "let the user " + System.getProperty("user.name") + " read and write there");
    }

    @Test
    void shouldSayThatTheFileSystemCanOnlyBeRead() {
        Path file = folder.resolve("jetstream/journal/lane-0/checkpoint.new");

        requireRefusal(
                refusing("open", new FileSystemException(file.toString(), null, "Read-only file system")),
                folder,
                file + " lies on a file system that can only be read",
                "mount it writable");
    }

    @Test
    void shouldSayWhatElseIsWrong() {
        requireRefusal(
                refusing("syncDirectory", new FileSystemException(folder.toString(), null, "Input/output error")),
                folder,
                "Input/output error",
                "store_dir");
    }
}
