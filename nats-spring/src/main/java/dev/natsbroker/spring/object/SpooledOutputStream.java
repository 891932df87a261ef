package dev.natsbroker.spring.object;

import dev.natsbroker.spring.NatsException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Keeps what is written in a temporary file and puts it when it is closed, so that an object is never half written and its size
 * does not matter. If writing failed nothing is put. Not thread-safe.
 */
final class SpooledOutputStream extends FilterOutputStream {
    private final ObjectBucket bucket;
    private final String objectName;
    private final Path file;
    private boolean failed;
    private boolean closed;

    SpooledOutputStream(ObjectBucket bucket, String objectName) throws IOException {
        this(bucket, objectName, Files.createTempFile("nats-object", null));
    }

    private SpooledOutputStream(ObjectBucket bucket, String objectName, Path file) throws IOException {
        super(newOutput(file));
        this.bucket = bucket;
        this.objectName = objectName;
        this.file = file;
    }

    private static OutputStream newOutput(Path file) throws IOException {
        return new java.io.BufferedOutputStream(Files.newOutputStream(file));
    }

    @Override
    public void write(int value) throws IOException {
        try {
            out.write(value);
        } catch (IOException e) {
            failed = true;
            throw e;
        }
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
        try {
            out.write(buffer, offset, length);
        } catch (IOException e) {
            failed = true;
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try {
            out.close();
            if (!failed) {
                bucket.put(objectName, Files.newInputStream(file));
            }
        } catch (NatsException e) {
            throw new IOException(e.getMessage(), e);
        } finally {
            Files.deleteIfExists(file);
        }
    }
}
