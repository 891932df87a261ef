package dev.natsbroker.broker.config.conf;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Where the text of configuration files comes from. */
@FunctionalInterface
public interface ConfigFiles {

    /**
     * The bytes of a file.
     *
     * @param path as written on the command line, or an included one joined with the folder of its including file
     * @throws ConfigException if the file cannot be read
     */
    byte[] read(String path);

    /** The files of this machine. */
    static ConfigFiles onDisk() {
        return ConfigFiles::readFromDisk;
    }

    private static byte[] readFromDisk(String path) {
        try {
            Path file = Path.of(path);
            if (Files.isDirectory(file)) {
                throw new ConfigException("read " + path + ": is a directory");
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new ConfigException("open " + path + ": no such file or directory");
        } catch (AccessDeniedException e) {
            throw new ConfigException("open " + path + ": permission denied");
        } catch (InvalidPathException e) {
            throw new ConfigException("open " + path + ": invalid argument");
        } catch (IOException e) {
            throw new ConfigException("read " + path + ": " + e.getMessage());
        }
    }
}
