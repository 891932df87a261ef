package dev.natsbroker.broker;

import dev.natsbroker.broker.account.Account;
import dev.natsbroker.broker.account.Accounts;
import dev.natsbroker.broker.config.AccountLimits;
import dev.natsbroker.broker.config.AccountOptions;
import dev.natsbroker.broker.config.BrokerOptions;
import dev.natsbroker.broker.config.MappingOptions;
import dev.natsbroker.broker.subject.MappingTable;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
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
        Account defaultAccount = accounts.defaultAccount();
        MappingTable defaultMappings = tableOf(options, defaultAccount.name(), options.mappings());
        options.accounts().values().forEach(account -> tableOf(options, account));
        defaultAccount.configure(AccountLimits.NONE, defaultMappings);
        for (AccountOptions account : options.accounts().values()) {
            accounts.require(account.name()).configure(account.limits(), tableOf(options, account));
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

    private @Nullable MappingTable tableOf(BrokerOptions options, AccountOptions account) {
        return tableOf(options, account.name(), account.mappings());
    }

    private @Nullable MappingTable tableOf(BrokerOptions options, String account, List<MappingOptions> mappings) {
        String domain = options.jetStreamOf(account) == null
                ? null
                : options.jetStream().domain();
        if (mappings.isEmpty() && domain == null) {
            return null;
        }
        MappingTable.Builder table = MappingTable.builder(random);
        for (MappingOptions mapping : mappings) {
            mapping.destinations()
                    .forEach(to -> table.add(mapping.source(), to.destination(), to.weightPercent(), to.cluster()));
        }
        if (domain != null) {
            DomainMappings.add(
                    table, domain, mappings.stream().map(MappingOptions::source).collect(Collectors.toSet()));
        }
        return table.build();
    }
}
