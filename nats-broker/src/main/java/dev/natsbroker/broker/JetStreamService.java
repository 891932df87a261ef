package dev.natsbroker.broker;

import dev.natsbroker.broker.account.Account;
import dev.natsbroker.broker.account.AccountPublishers;
import dev.natsbroker.broker.account.Accounts;
import dev.natsbroker.broker.config.BrokerOptions;
import dev.natsbroker.broker.config.JetStreamAccountOptions;
import dev.natsbroker.broker.config.JetStreamOptions;
import dev.natsbroker.broker.connection.LanePublisher;
import dev.natsbroker.broker.connection.LoopContext;
import dev.natsbroker.broker.disk.Disk;
import dev.natsbroker.broker.jetstream.api.ApiContext;
import dev.natsbroker.broker.jetstream.api.JetStreamApi;
import dev.natsbroker.broker.jetstream.meta.JetStream;
import dev.natsbroker.broker.jetstream.meta.JetStreamAccount;
import dev.natsbroker.broker.jetstream.meta.JetStreamInterceptor;
import dev.natsbroker.broker.jetstream.meta.LaneFactory;
import dev.natsbroker.broker.jetstream.meta.ServerNames;
import dev.natsbroker.broker.jetstream.meta.StorageParts;
import dev.natsbroker.broker.jetstream.model.ApiStats;
import dev.natsbroker.broker.jetstream.model.Nuid;
import dev.natsbroker.broker.lane.Lane;
import dev.natsbroker.broker.lane.LaneIntake;
import dev.natsbroker.broker.monitoring.JetStreamView;
import dev.natsbroker.broker.runtime.BrokerClock;
import dev.natsbroker.broker.runtime.Durations;
import dev.natsbroker.broker.runtime.ServerLog;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** JetStream within a broker: the engine, the API, and the accounts that are served. */
final class JetStreamService implements JetStreamView {
    private final Lane control;
    private final JetStream engine;
    private final JetStreamApi api;
    private final Accounts accounts;

    private JetStreamService(Lane control, JetStream engine, JetStreamApi api, Accounts accounts) {
        this.control = control;
        this.engine = engine;
        this.api = api;
        this.accounts = accounts;
    }

    /** The number of threads that publish for JetStream: its lanes, and that of the API. */
    static int publisherCount(JetStreamOptions options, int loops) {
        return options.enabled() ? LaneFactory.laneCount(options, loops) + 1 : 0;
    }

    /**
     * Recovers what is stored and serves the accounts.
     *
     * @throws IOException if the store cannot be used
     */
    static JetStreamService start(
            BrokerOptions options,
            Accounts accounts,
            List<LoopContext> loops,
            ServerNames names,
            BrokerClock clock,
            RandomGenerator random,
            ServerLog log,
            Disk disk,
            JetStreamInterceptor interceptor)
            throws IOException {
        log.info("Starting JetStream");
        long begin = System.nanoTime();
        JetStreamOptions own = options.jetStream();
        int lanes = LaneFactory.laneCount(own, loops.size());
        List<AccountPublishers> publishers = new ArrayList<>();
        for (int i = 0; i <= lanes; i++) {
            publishers.add(interceptor.publishers(new LanePublisher(loops, i, random)));
        }
        AccountPublishers ofControl = publishers.get(lanes);
        LaneFactory factory = new LaneFactory(
                own, loops, publishers.subList(0, lanes), loops.size() + lanes + 1, clock, random, log, interceptor);
        Lane control = factory.lane("nats-js-api");
        LaneIntake intake = factory.intake(control);
        JetStream engine;
        try {
            engine = JetStream.start(new JetStream.Setup(
                    own,
                    names,
                    options.limits(),
                    control,
                    intake,
                    factory,
                    options.identity().jetStreamAckV2(),
                    clock,
                    random,
                    log,
                    disk,
                    StorageParts.standard()));
        } catch (IOException | RuntimeException e) {
            control.close();
            throw e;
        }
        JetStreamApi api = control.ask(() -> {
                    Nuid ids = new Nuid(random);
                    JetStreamApi made = new JetStreamApi(
                            new ApiContext(
                                    control,
                                    intake,
                                    clock,
                                    ids::next,
                                    log,
                                    own,
                                    names.name(),
                                    BrokerVersion.COMPATIBLE),
                            ofControl::of);
                    control.atBatchEnd(ofControl::flush);
                    return made;
                })
                .join();
        JetStreamService service = new JetStreamService(control, engine, api, accounts);
        service.apply(options);
        log.info("Took " + Durations.text(System.nanoTime() - begin) + " to start JetStream");
        return service;
    }

    /** Serves the accounts as the options say; waits until their stored streams take messages. */
    void apply(BrokerOptions options) {
        engine.reconfigure(options.jetStream());
        List<CompletableFuture<?>> serving = new ArrayList<>();
        for (Account account : accounts.all()) {
            JetStreamAccountOptions limits = options.jetStreamOf(account.name());
            serving.add(control.ask(() -> serve(account, limits)).thenCompose(served -> served));
        }
        for (JetStreamAccount known : engine.accounts()) {
            if (accounts.find(known.name()) != known.core()) {
                serving.add(control.ask(() -> retire(known)));
            }
        }
        CompletableFuture.allOf(serving.toArray(CompletableFuture[]::new)).join();
        accounts.forgetRemoved(account -> engine.account(account.name()) == null);
    }

    /** The account is gone: nobody can reach its streams, which stay for the case that it comes back. */
    private boolean retire(JetStreamAccount account) {
        api.stopServing(account.name());
        return engine.forgetIfEmpty(account);
    }

    private CompletableFuture<?> serve(Account account, @Nullable JetStreamAccountOptions limits) {
        JetStreamAccount known = engine.account(account.name());
        if (limits == null) {
            api.serveWithout(account);
        } else if (known != null) {
            known.resources().limits(limits);
            if (!api.serves(account)) {
                api.serve(account, known); // it was gone, or had no JetStream for a while
            }
        } else {
            return engine.enable(account, limits).thenAcceptAsync(enabled -> api.serve(account, enabled), control);
        }
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public JetStream engine() {
        return engine;
    }

    @Override
    public ApiStats api() {
        return api.stats();
    }

    @Override
    public ApiStats api(String account) {
        return new ApiStats(0, api.total(account), api.errors(account), 0);
    }

    /** Tells those who wait, writes everything, and ends the threads. */
    void stop() {
        engine.stop();
        control.close();
    }
}
