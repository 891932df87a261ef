package dev.natsbroker.broker.jetstream.api;

import dev.natsbroker.broker.account.Account;
import dev.natsbroker.broker.events.ApiAudit;
import dev.natsbroker.broker.events.ApiLimitReached;
import dev.natsbroker.broker.jetstream.meta.JetStreamAccount;
import dev.natsbroker.broker.jetstream.model.ApiLevel;
import dev.natsbroker.broker.jetstream.model.ApiStats;
import dev.natsbroker.broker.jetstream.model.JetStreamError;
import dev.natsbroker.broker.message.Publisher;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The API of JetStream: takes the requests of all accounts and answers them. Owned by the control lane, on which every method is
 * called unless it says otherwise.
 *
 * <p>Requests begin in the order in which they come; what they ask of streams goes on meanwhile, so that answers may overtake each
 * other, but not their effects.
 */
public final class JetStreamApi {
    private final ApiContext context;
    private final Function<Account, Publisher> publishers;
    private final ApiTable table;
    private final SystemApi system;
    private final Map<String, ServedAccount> served = new ConcurrentHashMap<>();
    private int inFlight;
    private int infosInFlight;
    private long dropped;

    /**
     * An API that serves nobody yet.
     *
     * @param publishers the ways from the control lane to the accounts
     */
    public JetStreamApi(ApiContext context, Function<Account, Publisher> publishers) {
        this.context = context;
        this.publishers = publishers;
        this.table = new ApiTable(ApiEndpoints.all(context));
        this.system = new SystemApi(this::accountNamed);
        context.lane().requireCurrent();
        context.lane().atBatchEnd(this::reportDropped);
    }

    /** Serves an account with JetStream. */
    public void serve(Account core, JetStreamAccount account) {
        serve(new ServedAccount(context, core, account, publishers.apply(core)));
    }

    /** Tells an account that it has no JetStream. */
    public void serveWithout(Account core) {
        serve(new ServedAccount(context, core, null, publishers.apply(core)));
    }

    private void serve(ServedAccount account) {
        context.lane().requireCurrent();
        stopServing(account.name());
        served.put(account.name(), account);
        account.subscribe(
                ApiRequest.PREFIX + '>', new ApiSink(context.intake().sinkOf(new AccountReceiver(this, account))));
    }

    /** Whether an account is served, and has JetStream. */
    public boolean serves(Account core) {
        ServedAccount account = served.get(core.name());
        return account != null && account.account() != null;
    }

    /** Serves an account no more. */
    public void stopServing(String accountName) {
        ServedAccount account = served.remove(accountName);
        if (account != null) {
            account.unsubscribeAll();
        }
    }

    /** How many requests of all accounts were answered, and how many of them with an error; any thread may ask. */
    public ApiStats stats() {
        long total = 0;
        long errors = 0;
        for (ServedAccount account : served.values()) {
            total += account.total();
            errors += account.errors();
        }
        return new ApiStats(ApiLevel.CURRENT, total, errors, 0);
    }

    /** How many requests of an account were answered; any thread may ask. */
    public long total(String accountName) {
        ServedAccount account = served.get(accountName);
        return account == null ? 0 : account.total();
    }

    /** How many of them with an error; any thread may ask. */
    public long errors(String accountName) {
        ServedAccount account = served.get(accountName);
        return account == null ? 0 : account.errors();
    }

    private @Nullable JetStreamAccount accountNamed(String name) {
        ServedAccount account = served.get(name);
        return account == null ? null : account.account();
    }

    /** A request could not even wait. */
    void refused() {
        dropped++;
    }

    private void reportDropped() {
        if (dropped > 0) {
            ApiLimitReached advisory = new ApiLimitReached(context.serverName(), dropped);
            context.log().warn("JetStream API queue limit reached, dropped " + dropped + " requests");
            dropped = 0;
            served.values().forEach(account -> account.advisories().publish(advisory));
        }
    }

    /** Takes a request. */
    void receive(ApiRequest request) {
        if (request.served().isSystem()) {
            answer(request, system.answer(request));
            return;
        }
        ApiEndpoint endpoint = table.find(request.name());
        if (endpoint == null) {
            return;
        }
        if (isFull(endpoint)) {
            dropped++;
            return;
        }
        count(endpoint, 1);
        begin(endpoint, request).whenComplete((response, failure) -> {
            if (context.lane().isCurrent()) {
                finish(endpoint, request, response, failure);
            } else {
                context.lane().execute(() -> finish(endpoint, request, response, failure));
            }
        });
    }

    private boolean isFull(ApiEndpoint endpoint) {
        return endpoint.isInfo()
                ? infosInFlight >= context.options().infoQueueLimit()
                : inFlight >= context.options().requestQueueLimit();
    }

    private void count(ApiEndpoint endpoint, int more) {
        if (endpoint.isInfo()) {
            infosInFlight += more;
        } else {
            inFlight += more;
        }
    }

    private CompletionStage<ApiResponse> begin(ApiEndpoint endpoint, ApiRequest request) {
        try {
            if (endpoint.isGuarded()) {
                request.guard();
            }
            return endpoint.handler().handle(request);
        } catch (RuntimeException e) {
            return java.util.concurrent.CompletableFuture.failedFuture(e);
        }
    }

    private void finish(
            ApiEndpoint endpoint, ApiRequest request, @Nullable ApiResponse response, @Nullable Throwable failure) {
        count(endpoint, -1);
        if (response != null) {
            answer(request, response);
        } else {
            answer(request, endpoint.failure(Failures.errorOf(failure, request, context.log())));
        }
    }

    private void answer(ApiRequest request, ApiResponse response) {
        if (response.json().length == 0) {
            return;
        }
        ServedAccount account = request.served();
        if (request.reply().length > 0) {
            account.publish(request.reply(), response.headers(), response.json());
        }
        if (response.isAudited()) {
            account.count(response.isError());
            audit(request, response);
        }
    }

    private void audit(ApiRequest request, ApiResponse response) {
        ServedAccount account = request.served();
        if (account.advisories().isWanted(ApiAudit.SUBJECT)) {
            account.advisories()
                    .publish(new ApiAudit(
                            context.serverName(),
                            request.client(),
                            request.subject(),
                            new String(request.body(), StandardCharsets.UTF_8),
                            new String(response.json(), StandardCharsets.UTF_8)));
        }
    }

    /** Answers for endpoints that only a cluster has. */
    static ApiHandler clusterRequired() {
        return request -> {
            throw JetStreamError.CLUSTER_REQUIRED.toException();
        };
    }
}
