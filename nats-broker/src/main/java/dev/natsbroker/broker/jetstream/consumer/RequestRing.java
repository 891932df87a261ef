package dev.natsbroker.broker.jetstream.consumer;

import org.jspecify.annotations.Nullable;

/** Waiting pull requests in the order in which they are served. Owned by the lane. */
final class RequestRing {
    private @Nullable PullRequest head;
    private @Nullable PullRequest tail;
    private int size;
    private int oneShots;

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** The number of requests with {@code no_wait}. */
    int oneShots() {
        return oneShots;
    }

    @Nullable
    PullRequest head() {
        return head;
    }

    void addLast(PullRequest request) {
        insertBehind(tail, request);
    }

    /** Behind all with the same or a higher priority (a lower number). */
    void addByPriority(PullRequest request) {
        PullRequest before = tail;
        while (before != null && before.priority() > request.priority()) {
            before = before.previous;
        }
        insertBehind(before, request);
    }

    /** Moves a request behind all others, or behind the others of its priority. */
    void requeue(PullRequest request, boolean byPriority) {
        if (size > 1) {
            remove(request);
            if (byPriority) {
                addByPriority(request);
            } else {
                addLast(request);
            }
        }
    }

    void remove(PullRequest request) {
        PullRequest before = request.previous;
        PullRequest behind = request.next;
        if (before == null) {
            head = behind;
        } else {
            before.next = behind;
        }
        if (behind == null) {
            tail = before;
        } else {
            behind.previous = before;
        }
        request.next = null;
        request.previous = null;
        size--;
        oneShots -= request.asked.noWait ? 1 : 0;
    }

    private void insertBehind(@Nullable PullRequest before, PullRequest request) {
        PullRequest behind = before == null ? head : before.next;
        request.previous = before;
        request.next = behind;
        if (before == null) {
            head = request;
        } else {
            before.next = request;
        }
        if (behind == null) {
            tail = request;
        } else {
            behind.previous = request;
        }
        size++;
        oneShots += request.asked.noWait ? 1 : 0;
    }
}
