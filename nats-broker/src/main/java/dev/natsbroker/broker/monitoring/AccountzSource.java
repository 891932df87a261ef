package dev.natsbroker.broker.monitoring;

import dev.natsbroker.broker.account.Account;
import dev.natsbroker.broker.config.AccountOptions;
import dev.natsbroker.broker.config.BrokerOptions;
import dev.natsbroker.broker.config.MappingOptions;
import dev.natsbroker.broker.config.WeightedDestination;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Collects {@link Accountz} from a running broker. Thread-safe. */
final class AccountzSource {
    private static final int ALL_PERCENT = 100;

    private final BrokerView view;

    AccountzSource(BrokerView view) {
        this.view = view;
    }

    /** @param name the account that is asked for; empty for the names of all */
    Accountz read(String name) {
        if (name.isEmpty()) {
            List<String> names =
                    view.accounts().all().stream().map(Account::name).sorted().toList();
            return accountz(names, null);
        }
        Account account = view.accounts().find(name);
        if (account == null) {
            throw new BadQueryException("Account " + name + " does not exist");
        }
        return accountz(List.of(), detail(account));
    }

    private Accountz accountz(List<String> names, Accountz.@Nullable Detail detail) {
        Account system = view.accounts().systemAccount();
        return new Accountz(view.serverId(), view.now(), system == null ? null : system.name(), names, detail);
    }

    private Accountz.Detail detail(Account account) {
        List<Account> itself = List.of(account);
        return new Accountz.Detail(
                account.name(),
                view.optionsLoadedAt(),
                account.isSystem(),
                false,
                true,
                hasJetStream(account),
                0,
                account.connections(),
                account.interest().size(),
                mappings(mappingsOf(account.name(), view.options())),
                account.name(),
                InterestStats.of(itself, MatchCounts.of(view, itself)));
    }

    private boolean hasJetStream(Account account) {
        JetStreamView jetStream = view.jetStream();
        return jetStream != null && jetStream.engine().account(account.name()) != null;
    }

    private static List<MappingOptions> mappingsOf(String account, BrokerOptions options) {
        if (account.equals(Account.DEFAULT_NAME)) {
            return options.mappings();
        }
        AccountOptions own = options.accounts().get(account);
        return own == null ? List.of() : own.mappings();
    }

    private static Map<String, List<Accountz.Destination>> mappings(List<MappingOptions> mappings) {
        Map<String, List<Accountz.Destination>> bySource = new TreeMap<>();
        mappings.forEach(mapping -> bySource.put(mapping.source(), destinations(mapping)));
        return bySource;
    }

    /** The destinations as they are chosen from: those for any cluster first, then those of each cluster. */
    static List<Accountz.Destination> destinations(MappingOptions mapping) {
        Map<String, List<WeightedDestination>> byCluster = new LinkedHashMap<>();
        byCluster.put("", new ArrayList<>());
        for (WeightedDestination to : mapping.destinations()) {
            byCluster
                    .computeIfAbsent(Objects.requireNonNullElse(to.cluster(), ""), cluster -> new ArrayList<>())
                    .add(to);
        }
        boolean mayLose =
                mapping.destinations().stream().anyMatch(to -> to.destination().equals(mapping.source()));
        List<Accountz.Destination> all = new ArrayList<>();
        byCluster.forEach((cluster, group) -> all.addAll(cumulated(group, cluster, mapping.source(), mayLose)));
        return all;
    }

    private static List<Accountz.Destination> cumulated(
            List<WeightedDestination> group, String cluster, String source, boolean mayLose) {
        List<WeightedDestination> choices = new ArrayList<>(group);
        int sum = group.stream().mapToInt(WeightedDestination::weightPercent).sum();
        if (sum != ALL_PERCENT && !mayLose) {
            choices.add(new WeightedDestination(unchanged(source), ALL_PERCENT - sum, null));
        }
        choices.sort(Comparator.comparingInt(WeightedDestination::weightPercent));
        List<Accountz.Destination> cumulated = new ArrayList<>();
        int upTo = 0;
        for (WeightedDestination to : choices) {
            upTo += to.weightPercent();
            cumulated.add(new Accountz.Destination(to.destination(), upTo, cluster.isEmpty() ? null : cluster));
        }
        return cumulated;
    }

    /** The transform that maps {@code source} to itself: its wildcards numbered. */
    private static String unchanged(String source) {
        String[] tokens = source.split("\\.", -1);
        int wildcards = 0;
        for (int i = 0; i < tokens.length; i++) {
            if (tokens[i].equals("*")) {
                wildcards++;
                tokens[i] = "$" + wildcards;
            }
        }
        return String.join(".", tokens);
    }
}
