package dev.natsbroker.samples.sessionstore;

import java.util.ArrayList;
import java.util.List;

/** What is known of somebody who has logged in. */
record Session(String user, List<String> cart) {
    Session with(String product) {
        List<String> more = new ArrayList<>(cart);
        more.add(product);
        return new Session(user, more);
    }
}
