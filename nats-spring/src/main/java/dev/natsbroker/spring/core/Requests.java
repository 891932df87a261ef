package dev.natsbroker.spring.core;

import dev.natsbroker.spring.NatsException;
import dev.natsbroker.spring.support.OutboundMessage;
import io.nats.client.Connection;
import io.nats.client.JetStreamStatusException;
import io.nats.client.Message;
import io.nats.client.Subscription;
import io.nats.client.impl.Headers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Requests, with this library's exceptions instead of the client library's ways to say that there is no reply. */
final class Requests {
    private static final int NO_RESPONDERS = 503;

    private Requests() {}

    /** Hands a message to the client library. */
    static void publish(
            Connection connection, String subject, @Nullable String replyTo, @Nullable Headers headers, byte[] body) {
        OutboundMessage.requireFits(connection, subject, headers, body);
        try {
            connection.publish(subject, replyTo, headers, body);
        } catch (IllegalStateException e) {
            throw notSent(connection, subject, e);
        }
    }

    private static CompletableFuture<Message> send(
            Connection connection, String subject, @Nullable Headers headers, byte[] body, Duration timeout) {
        OutboundMessage.requireFits(connection, subject, headers, body);
        try {
            return connection.requestWithTimeout(subject, headers, body, timeout);
        } catch (IllegalStateException e) {
            throw notSent(connection, subject, e);
        }
    }

    /** The connection is closed or being drained, or was away for so long that its buffer is full. */
    private static NatsConnectionException notSent(Connection connection, String subject, IllegalStateException e) {
        return new NatsConnectionException(
                "Message to '" + subject + "' was not sent: " + e.getMessage() + "; the connection is "
                        + connection.getStatus(),
                e);
    }

    static Message request(
            Connection connection, String subject, @Nullable Headers headers, byte[] body, Duration timeout) {
        CompletableFuture<Message> reply = send(connection, subject, headers, body, timeout);
        try {
            return reply.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw failure(subject, timeout, e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException | CancellationException e) {
            throw failure(subject, timeout, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NatsTimeoutException(
                    "Interrupted while waiting for the reply to a request to '" + subject + "'", e);
        }
    }

    static CompletableFuture<Message> requestAsync(
            Connection connection, String subject, @Nullable Headers headers, byte[] body, Duration timeout) {
        return send(connection, subject, headers, body, timeout)
                .orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS)
                .handle((reply, failure) -> {
                    if (failure != null) {
                        throw failure(
                                subject,
                                timeout,
                                failure instanceof CompletionException && failure.getCause() != null
                                        ? failure.getCause()
                                        : failure);
                    }
                    return reply;
                });
    }

    /** The client library cancels a request that nobody could get, and gives its other cancellations a message. */
    private static NatsException failure(String subject, Duration timeout, Throwable cause) {
        boolean noResponders = cause instanceof JetStreamStatusException
                || (cause instanceof CancellationException && hasNoMessage(cause));
        if (noResponders) {
            return noResponders(subject, cause);
        }
        if (cause instanceof TimeoutException || isTimeout(cause)) {
            return new NatsTimeoutException(
                    "Request to '" + subject + "' had no reply within " + timeout.toMillis()
                            + " ms: whether it was handled is not known",
                    cause);
        }
        return new NatsConnectionException(
                "Request to '" + subject + "' had no reply, because the connection was lost: whether it was handled is"
                        + " not known",
                cause);
    }

    /** Since JDK 25 waiting for a cancelled future throws an exception with the waiting method's name as its message. */
    private static boolean hasNoMessage(Throwable cancellation) {
        String message = cancellation.getMessage();
        return message == null || message.equals("get");
    }

    private static boolean isTimeout(Throwable cause) {
        return cause instanceof CancellationException
                && String.valueOf(cause.getMessage()).contains("not registered in time");
    }

    private static NoRespondersException noResponders(String subject, @Nullable Throwable cause) {
        return new NoRespondersException(
                "Request to '" + subject + "' reached nobody: no subscription matches the subject", cause);
    }

    /**
     * The reply, if it is not an error (ADR-32).
     *
     * @throws RemoteErrorException if it is
     */
    static Message requireNoError(String subject, Message reply) {
        Headers headers = reply.getHeaders();
        String code = headers == null ? null : headers.getLast(NatsHeaders.SERVICE_ERROR_CODE);
        String description = headers == null ? null : headers.getLast(NatsHeaders.SERVICE_ERROR);
        if (code == null && description == null) {
            return reply;
        }
        throw new RemoteErrorException(subject, number(code), description == null ? "" : description);
    }

    private static int number(@Nullable String code) {
        try {
            return code == null ? 0 : Integer.parseInt(code.trim());
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    static List<Message> requestMany(
            Connection connection, String subject, @Nullable Headers headers, byte[] body, RequestMany limits) {
        String inbox = connection.createInbox();
        Subscription replies = subscribe(connection, inbox, subject);
        try {
            publish(connection, subject, inbox, headers, body);
            return collect(replies, subject, limits);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NatsTimeoutException("Interrupted while waiting for replies to '" + subject + "'", e);
        } finally {
            if (replies.isActive() && connection.getStatus() != Connection.Status.CLOSED) {
                replies.unsubscribe();
            }
        }
    }

    private static Subscription subscribe(Connection connection, String inbox, String subject) {
        try {
            return connection.subscribe(inbox);
        } catch (IllegalStateException e) {
            throw notSent(connection, subject, e);
        }
    }

    private static List<Message> collect(Subscription replies, String subject, RequestMany limits)
            throws InterruptedException {
        List<Message> received = new ArrayList<>();
        long deadline = System.nanoTime() + limits.timeout().toNanos();
        while (received.size() < limits.maxReplies()) {
            Message reply = replies.nextMessage(nextWait(limits, deadline, received.isEmpty()));
            if (reply == null) {
                break;
            }
            if (reply.isStatusMessage() && reply.getStatus().getCode() == NO_RESPONDERS) {
                throw noResponders(subject, null);
            }
            boolean isEmpty = reply.getData() == null || reply.getData().length == 0;
            if (isEmpty && limits.untilEmpty()) {
                break;
            }
            received.add(reply);
        }
        return received;
    }

    /** The client library takes 0 for "for ever", so the shortest wait is 1 ns. */
    private static Duration nextWait(RequestMany limits, long deadline, boolean isFirst) {
        long remaining = Math.max(1, deadline - System.nanoTime());
        Duration stall = limits.stall();
        return Duration.ofNanos(isFirst || stall == null ? remaining : Math.min(remaining, stall.toNanos()));
    }
}
