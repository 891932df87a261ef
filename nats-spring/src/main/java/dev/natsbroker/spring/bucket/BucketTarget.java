package dev.natsbroker.spring.bucket;

import dev.natsbroker.spring.NatsException;
import dev.natsbroker.spring.core.JetStreamException;
import dev.natsbroker.spring.core.JetStreamFailures;
import dev.natsbroker.spring.core.NatsConnectionException;
import dev.natsbroker.spring.core.NatsTimeoutException;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamOptions;
import java.io.IOException;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/**
 * A bucket that calls go to, which turns the client library's exceptions into this library's.
 *
 * @param kind what users call it, e.g. {@code key-value bucket}
 * @param bucket its name
 * @param stream the stream behind it (ADR-8: {@code KV_}, ADR-20: {@code OBJ_})
 * @param connection where the calls go
 * @param options prefix or domain of JetStream's API, null for the default
 */
public record BucketTarget(
        String kind,
        String bucket,
        String stream,
        Connection connection,
        @Nullable JetStreamOptions options) {
    /** A call of the client library. */
    @FunctionalInterface
    public interface Call<T extends @Nullable Object> {
        /** Does the call. */
        T run() throws IOException, JetStreamApiException, InterruptedException, NoSuchAlgorithmException;
    }

    /**
     * Does the call.
     *
     * @param what what is being done, to go after "Cannot", e.g. {@code get key 'a'}
     * @throws BucketNotFoundException if there is no such bucket
     * @throws JetStreamException if JetStream refuses
     * @throws NatsTimeoutException if there was no answer in time
     * @throws NatsConnectionException if there is no connection
     */
    public <T extends @Nullable Object> T call(String what, Call<T> call) {
        try {
            return call.run();
        } catch (JetStreamApiException e) {
            throw refused(what, e);
        } catch (IOException e) {
            throw failed(what, e);
        } catch (InterruptedException e) {
            throw interrupted(what, e);
        } catch (NatsException e) {
            throw e;
        } catch (IllegalStateException e) {
            throw isConnected() ? new NatsException(failure(what) + ": " + e.getMessage(), e) : away(what, e);
        } catch (IllegalArgumentException | NoSuchAlgorithmException e) {
            throw new NatsException(failure(what) + ": " + e.getMessage(), e);
        }
    }

    private NatsException failed(String what, IOException e) {
        if (e.getCause() instanceof JetStreamApiException refusal) {
            return refused(what, refusal);
        }
        return e.getCause() instanceof InterruptedException interrupt
                ? interrupted(what, interrupt)
                : unanswered(what, e);
    }

    private NatsException interrupted(String what, InterruptedException e) {
        Thread.currentThread().interrupt();
        return new NatsException(
                failure(what) + ": the thread was interrupted; whether the server has done it is not known", e);
    }

    /** What the server answered, as this library's exception. */
    public NatsException refused(String what, JetStreamApiException e) {
        return e.getApiErrorCode() == JetStreamFailures.STREAM_NOT_FOUND
                ? new BucketNotFoundException(kind, bucket, e)
                : JetStreamFailures.refused(failure(what) + ": the request", e);
    }

    /** Beginning of messages. */
    public String failure(String what) {
        return "Cannot " + what + " in " + kind + " '" + bucket + "'";
    }

    private boolean isConnected() {
        return connection.getStatus() == Connection.Status.CONNECTED;
    }

    private NatsException away(String what, Exception e) {
        return new NatsConnectionException(
                failure(what) + ": the connection is " + connection.getStatus()
                        + "; whether the server has done it is not known if it was lost just now",
                e);
    }

    /** Without a stream nobody listens to its subjects, which looks like silence: so ask what it is. */
    private NatsException unanswered(String what, IOException e) {
        if (!isConnected()) {
            return away(what, e);
        }
        try {
            connection.jetStreamManagement(options).getStreamInfo(stream);
        } catch (JetStreamApiException refusal) {
            return refused(what, refusal);
        } catch (IOException silence) {
            return new NatsTimeoutException(
                    failure(what) + ": JetStream does not answer (" + e.getMessage()
                            + "); check that it is enabled for this account and that its API is permitted",
                    e);
        }
        return new NatsTimeoutException(
                failure(what) + ": " + e.getMessage() + "; whether the server has done it is not known", e);
    }
}
