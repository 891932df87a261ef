package dev.natsbroker.broker.jetstream.consumer;

import dev.natsbroker.broker.jetstream.model.PriorityGroupState;
import dev.natsbroker.broker.jetstream.model.PriorityPolicy;
import dev.natsbroker.broker.json.GoTime;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rules of priority groups (spec 5.6, ADR-42): who may ask, who is served, who is pinned. Only the first group of the configuration
 * has a pin. Owned by the lane.
 */
final class PriorityGroup {
    /** What becomes of a request now. */
    enum Verdict {
        /** It gets the message. */
        SERVE,
        /** It gets the message and has just been pinned for it. */
        SERVE_NEWLY_PINNED,
        /** It has to wait. */
        PASS_OVER,
        /** It names a pin that is not valid any more. */
        WRONG_PIN
    }

    private final ConsumerContext context;
    private final ConsumerAdvisories advisories;
    private final Runnable onUnpinned;
    private final Alarm alarm;
    private String pin = "";
    private @Nullable Instant pinnedAt;
    private String pinnedGroup = "";

    /** @param onUnpinned is told when another request may be pinned */
    PriorityGroup(ConsumerContext context, ConsumerAdvisories advisories, Runnable onUnpinned) {
        this.context = context;
        this.advisories = advisories;
        this.onUnpinned = onUnpinned;
        this.alarm = new Alarm(context.timers, context.clock, () -> unpin("timeout"));
    }

    private PriorityPolicy policy() {
        return context.config().priorityPolicy();
    }

    boolean isPinning() {
        return policy() == PriorityPolicy.PINNED_CLIENT;
    }

    /** The group that has a pin, for those who ask about the consumer; empty without groups. */
    List<PriorityGroupState> states() {
        List<String> groups = context.config().priorityGroups();
        return groups.isEmpty()
                ? List.of()
                : List.of(new PriorityGroupState(groups.get(0), pin, pinnedAt == null ? GoTime.ZERO : pinnedAt));
    }

    /** The pin in force, empty if there is none. */
    String pin() {
        return pin;
    }

    /** The status line to refuse a request with, or null. Requests that are no JSON are not checked (trap 60). */
    @Nullable
    String refusalOf(NextRequest asked) {
        if (!asked.hasGroup) {
            return null;
        }
        PriorityPolicy policy = policy();
        if ((asked.minPending != 0 || asked.minAckPending != 0) && policy != PriorityPolicy.OVERFLOW) {
            return "400 Bad Request - Not a Overflow Priority consumer";
        }
        if (!asked.id.isEmpty() && policy != PriorityPolicy.PINNED_CLIENT) {
            return "400 Bad Request - Not a Pinned Client Priority consumer";
        }
        if (asked.priority < 0 || asked.priority > 9) {
            return "400 Bad Request - Priority must be between 0 and 9";
        }
        return policy == PriorityPolicy.NONE ? null : groupRefusal(asked);
    }

    private @Nullable String groupRefusal(NextRequest asked) {
        List<String> groups = context.config().priorityGroups();
        if (asked.group.isEmpty()) {
            return "400 Bad Request - Priority Group missing";
        }
        if (!groups.contains(asked.group)) {
            return "400 Bad Request - Invalid Priority Group";
        }
        if (!pin.isEmpty()) {
            if (asked.id.equals(pin)) {
                alarm.resetIn(context.config().priorityTimeoutNanos());
            } else if (!asked.id.isEmpty()) {
                return "423 Nats-Pin-Id mismatch";
            }
        }
        return null;
    }

    /**
     * What becomes of a request.
     *
     * @param available how many messages there are, the one to deliver included
     */
    Verdict verdict(PullRequest request, long available) {
        PriorityPolicy policy = policy();
        if (policy == PriorityPolicy.PINNED_CLIENT) {
            return pinVerdict(request);
        }
        return policy == PriorityPolicy.OVERFLOW && !overflows(request.asked, available)
                ? Verdict.PASS_OVER
                : Verdict.SERVE;
    }

    private Verdict pinVerdict(PullRequest request) {
        if (pin.isEmpty()) {
            if (!request.pin.isEmpty()) {
                return Verdict.WRONG_PIN;
            }
            return pin(request) ? Verdict.SERVE_NEWLY_PINNED : Verdict.SERVE;
        }
        if (request.pin.equals(pin)) {
            return Verdict.SERVE;
        }
        return request.pin.isEmpty() ? Verdict.PASS_OVER : Verdict.WRONG_PIN;
    }

    /** Thresholds are alternatives (trap 61). */
    private boolean overflows(NextRequest asked, long available) {
        if (asked.minPending <= 0 && asked.minAckPending <= 0) {
            return true;
        }
        return asked.minPending > 0 && asked.minPending <= available
                || asked.minAckPending > 0
                        && asked.minAckPending <= context.state.pending().pendingCount();
    }

    private boolean pin(PullRequest request) {
        if (request.asked.group.isEmpty()) {
            return false;
        }
        pin = context.nuid.next();
        pinnedAt = context.clock.now();
        pinnedGroup = request.asked.group;
        request.pin = pin;
        alarm.resetIn(context.config().priorityTimeoutNanos());
        advisories.pinned(pinnedGroup, pin);
        return true;
    }

    /** Takes a pin back from a request that could not be served. */
    void release(Verdict verdict) {
        if (verdict == Verdict.SERVE_NEWLY_PINNED) {
            clear();
        }
    }

    /** Ends the pin, if there is one. */
    void unpin(String reason) {
        if (!pin.isEmpty()) {
            String group = pinnedGroup;
            clear();
            advisories.unpinned(group, reason);
            onUnpinned.run();
        }
    }

    void clear() {
        pin = "";
        pinnedAt = null;
        alarm.cancel();
    }
}
