package dev.natsbroker.broker.disk;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * An open file with access by position. Reads and writes of different threads may run at the same time. A thread that is interrupted
 * meanwhile closes the file for all (the JDK does so): threads that use files must not be interrupted.
 */
public interface DiskFile extends AutoCloseable {
    /** Reads into {@code target} from {@code position} on; returns how many bytes, less than asked for only at the end of the file. */
    int read(ByteBuffer target, long position) throws IOException;

    /**
     * Writes all of {@code source} at {@code position}.
     *
     * @throws DiskFullException if there is no room; a part may have been written
     */
    void write(ByteBuffer source, long position) throws IOException;

    /** The file's length in bytes. */
    long size() throws IOException;

    /** Cuts the file off behind {@code size} bytes. */
    void truncate(long size) throws IOException;

    /**
     * Makes the content survive a loss of power (fdatasync). If it fails, nobody knows what is on the disk: what was written since
     * the last success must be taken for lost, and a second try that succeeds proves nothing.
     */
    void force() throws IOException;

    @Override
    void close() throws IOException;
}
