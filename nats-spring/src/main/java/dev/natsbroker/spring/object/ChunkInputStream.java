package dev.natsbroker.spring.object;

import dev.natsbroker.spring.NatsException;
import dev.natsbroker.spring.bucket.BucketTarget;
import io.nats.client.ConsumeOptions;
import io.nats.client.IterableConsumer;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamStatusCheckedException;
import io.nats.client.Message;
import io.nats.client.api.ObjectInfo;
import io.nats.client.api.OrderedConsumerConfiguration;
import io.nats.client.support.Digester;
import io.nats.client.support.NatsObjectStoreUtil;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Reads an object's chunks as they are needed, a few ahead, and compares size and digest at the end (ADR-20). Not thread-safe.
 */
final class ChunkInputStream extends InputStream {
    private static final int CHUNKS_AHEAD = 16;
    private static final byte[] NONE = {};

    private final BucketTarget target;
    private final ObjectInfo info;
    private final Digester digester;
    private final Duration timeout;
    private @Nullable IterableConsumer consumer;
    private byte[] chunk = NONE;
    private int position;
    private long chunksRead;
    private long bytesRead;
    private boolean checked;
    private boolean closed;

    ChunkInputStream(BucketTarget target, ObjectInfo info) throws IOException {
        this.target = target;
        this.info = info;
        this.timeout = target.connection().getOptions().getConnectionTimeout();
        try {
            this.digester = new Digester();
            if (info.getChunks() > 0) {
                this.consumer = consume();
            }
        } catch (NatsException | NoSuchAlgorithmException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private IterableConsumer consume() {
        return target.call("read object '" + info.getObjectName() + "'", this::openConsumer);
    }

    private IterableConsumer openConsumer() throws IOException, JetStreamApiException {
        String chunks = NatsObjectStoreUtil.toChunkPrefix(target.bucket()) + info.getNuid();
        ConsumeOptions ahead = ConsumeOptions.builder().batchSize(CHUNKS_AHEAD).build();
        return target.connection()
                .getStreamContext(target.stream(), target.options())
                .createOrderedConsumer(new OrderedConsumerConfiguration().filterSubject(chunks))
                .iterate(ahead);
    }

    @Override
    public int read() throws IOException {
        return fill() ? chunk[position++] & 0xff : -1;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, chunk.length - position);
        System.arraycopy(chunk, position, buffer, offset, count);
        position += count;
        return count;
    }

    @Override
    public int available() {
        return chunk.length - position;
    }

    /** Gets the next chunk if nothing is left; false at the end. */
    private boolean fill() throws IOException {
        if (closed) {
            throw new IOException("The stream of object '" + info.getObjectName() + "' is closed");
        }
        while (position == chunk.length) {
            if (chunksRead == info.getChunks()) {
                check();
                return false;
            }
            chunk = next();
            position = 0;
            chunksRead++;
            bytesRead += chunk.length;
            digester.update(chunk);
        }
        return true;
    }

    private byte[] next() throws IOException {
        try {
            Message message = consumer == null ? null : consumer.nextMessage(timeout);
            if (message == null) {
                throw damaged("chunk " + (chunksRead + 1) + " of " + info.getChunks() + " did not come within "
                        + timeout + " (the connection is " + target.connection().getStatus() + ")");
            }
            return message.getData();
        } catch (JetStreamStatusCheckedException e) {
            throw new IOException(
                    target.failure("read object '" + info.getObjectName() + "'") + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted = new InterruptedIOException("Interrupted while reading a chunk");
            interrupted.initCause(e);
            throw interrupted;
        }
    }

    private void check() throws IOException {
        if (checked) {
            return;
        }
        if (bytesRead != info.getSize()) {
            throw damaged("it has " + bytesRead + " bytes instead of " + info.getSize());
        }
        String digest = info.getDigest();
        if (digest == null || !digester.matches(digest)) {
            throw damaged("its digest is not " + digest);
        }
        checked = true;
    }

    private DamagedObjectException damaged(String message) {
        return new DamagedObjectException(info.getBucket(), info.getObjectName(), message);
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        IterableConsumer open = consumer;
        if (open != null) {
            try {
                open.close();
            } catch (Exception e) {
                throw new IOException("Cannot stop reading object '" + info.getObjectName() + "'", e);
            }
        }
    }
}
