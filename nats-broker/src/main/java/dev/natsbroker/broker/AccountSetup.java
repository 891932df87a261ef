package dev.natsbroker.broker;

import dev.natsbroker.broker.account.Account;
import dev.natsbroker.broker.account.Accounts;
import dev.natsbroker.broker.config.AccountLimits;
import dev.natsbroker.broker.config.AccountOptions;
import dev.natsbroker.broker.config.BrokerOptions;
import dev.natsbroker.broker.config.MappingOptions;
import dev.natsbroker.broker.jetstream.meta.DomainMappings;
import dev.natsbroker.broker.subject.MappingTable;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Keeps the accounts as the options say. */
final class AccountSetup {
    private final Accounts accounts;
    private final RandomGenerator random;

    AccountSetup(BrokerOptions options, RandomGenerator random) {
        this.accounts = new Accounts(options.effectiveSystemAccount());
        this.random = random;
        apply(options);
    }

    Accounts accounts() {
        return accounts;
    }

    /**
     * Takes over limits and mappings, and forgets accounts that are gone.
     *
     * @throws IllegalArgumentException if a mapping is invalid; nothing is changed then
     */
    void apply(BrokerOptions options) {
        MappingTable defaultMappings = tableOf(withDomain(options, Account.DEFAULT_NAME, options.mappings()));
        options.accounts().values().forEach(account -> tableOf(account.mappings()));
        accounts.defaultAccount().configure(AccountLimits.NONE, defaultMappings);
        for (AccountOptions account : options.accounts().values()) {
            accounts.require(account.name())
                    .configure(account.limits(), tableOf(withDomain(options, account.name(), account.mappings())));
        }
        for (Account known : accounts.all()) {
            boolean kept = known == accounts.defaultAccount()
                    || known.isSystem()
                    || options.accounts().containsKey(known.name());
            if (!kept) {
                accounts.remove(known.name());
            }
        }
    }

    /** With the names of the JetStream domain, if there is one and the account has JetStream. */
    private static List<MappingOptions> withDomain(BrokerOptions options, String account, List<MappingOptions> own) {
        String domain = options.jetStream().domain();
        if (domain == null || !options.jetStream().enabled() || options.jetStreamOf(account) == null) {
            return own;
        }
        List<MappingOptions> all = new ArrayList<>(own);
        all.addAll(DomainMappings.of(domain));
        return all;
    }

    private @Nullable MappingTable tableOf(List<MappingOptions> mappings) {
        if (mappings.isEmpty()) {
            return null;
        }
        MappingTable.Builder table = MappingTable.builder(random);
        for (MappingOptions mapping : mappings) {
            mapping.destinations()
                    .forEach(to -> table.add(mapping.source(), to.destination(), to.weightPercent(), to.cluster()));
        }
        return table.build();
    }
}
