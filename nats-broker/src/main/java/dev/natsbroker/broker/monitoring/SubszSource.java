package dev.natsbroker.broker.monitoring;

import dev.natsbroker.broker.account.Account;
import dev.natsbroker.broker.connection.ClientConnection;
import dev.natsbroker.broker.connection.ClientSnapshot.SubscriptionSnapshot;
import dev.natsbroker.broker.subject.Subjects;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Collects {@link Subsz} from a running broker. Thread-safe. */
final class SubszSource {
    private static final long DEFAULT_LIMIT = 1024;

    /**
     * What is asked of {@code /subsz}.
     *
     * @param subscriptions whether they are listed
     * @param account only subscriptions of this account; empty for all
     * @param test only subscriptions that a message to this subject reaches; empty for all
     */
    record Options(boolean subscriptions, long offset, long limit, String account, String test) {
        static Options of(Query query) {
            boolean subscriptions = query.flag("subs");
            long offset = query.integer("offset");
            long limit = query.integer("limit");
            String test = query.text("test");
            byte[] subject = test.getBytes(StandardCharsets.UTF_8);
            boolean publishable =
                    Subjects.isValid(subject, 0, subject.length) && Subjects.isLiteral(subject, 0, subject.length);
            if (!test.isEmpty() && !publishable) {
                throw new BadQueryException("invalid test subject, must be valid publish subject: " + test);
            }
            return new Options(
                    subscriptions, Math.max(0, offset), limit <= 0 ? DEFAULT_LIMIT : limit, query.text("acc"), test);
        }

        private boolean wants(SubscriptionSnapshot subscription) {
            return isOfAccount(subscription.account())
                    && (test.isEmpty() || Subjects.matches(subscription.subject(), test));
        }

        private boolean isOfAccount(String name) {
            return account.isEmpty() || account.equals(name);
        }
    }

    private final BrokerView view;

    SubszSource(BrokerView view) {
        this.view = view;
    }

    Subsz read(Options options) {
        List<Account> accounts = view.accounts().all().stream()
                .filter(account -> options.isOfAccount(account.name()))
                .toList();
        List<SubscriptionDetail> found = options.subscriptions() ? find(options) : List.of();
        return new Subsz(
                view.serverId(),
                view.now(),
                InterestStats.of(accounts, MatchCounts.of(view, accounts)),
                found.size(),
                options.offset(),
                options.limit(),
                Paging.page(found, options.offset(), options.limit()));
    }

    private List<SubscriptionDetail> find(Options options) {
        List<SubscriptionDetail> found = new ArrayList<>();
        for (ClientConnection client : view.clients().open()) {
            for (SubscriptionSnapshot subscription : client.snapshot(true).subscriptionList()) {
                if (options.wants(subscription)) {
                    found.add(SubscriptionDetail.withAccount(subscription));
                }
            }
        }
        return found;
    }
}
