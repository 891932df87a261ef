package dev.natsbroker.test.autoconfigure;

import org.springframework.stereotype.Service;

/** Must not be found by a test of NATS. */
@Service
class Elsewhere {
    Elsewhere() {
        throw new IllegalStateException("has no place in a test of NATS");
    }
}
