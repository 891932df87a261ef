package dev.natsbroker.broker.config;

import dev.natsbroker.broker.config.conf.ConfigValue;
import dev.natsbroker.broker.config.conf.GoFormat;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Who can log in, over {@code authorization} and all {@code accounts} of one configuration: each user once, and users
 * never beside a single user or token.
 */
final class LoginNames {
    private final Problems problems;
    private final Set<String> names = new HashSet<>();
    private boolean singleUser;
    private boolean singleToken;

    LoginNames(Problems problems) {
        this.problems = problems;
    }

    /** Takes the single user, the single token or the users of the {@code authorization} block. */
    boolean addAuthorization(ConfigValue block, AuthorizationOptions authorization, boolean usersGiven) {
        boolean user = authorization.user() != null;
        boolean token = authorization.token() != null;
        if ((user || authorization.password() != null) && token) {
            problems.error(block, "Cannot have a user/pass and token");
            return false;
        }
        if (usersGiven || !names.isEmpty()) {
            if (user) {
                problems.error(block, "Can not have a single user/pass and a users array");
                return false;
            }
            if (token) {
                problems.error(block, "Can not have a token and a users array");
                return false;
            }
        }
        singleUser = user;
        singleToken = token;
        return addUsers(block, authorization.users());
    }

    /** Takes the users of one account. */
    boolean addAccount(ConfigValue usersValue, List<UserOptions> users) {
        if (!users.isEmpty() && (singleUser || singleToken)) {
            String what = singleUser ? "single user/pass" : "token";
            problems.error(usersValue, "Can not have a " + what + " and accounts");
            return false;
        }
        return addUsers(usersValue, users);
    }

    private boolean addUsers(ConfigValue place, List<UserOptions> users) {
        boolean fine = true;
        for (UserOptions user : users) {
            if (!names.add(user.identity())) {
                String kind = user.nkey() == null ? "user " : "nkey ";
                problems.error(place, "Duplicate " + kind + GoFormat.quote(user.identity()) + " detected");
                fine = false;
            }
        }
        return fine;
    }
}
