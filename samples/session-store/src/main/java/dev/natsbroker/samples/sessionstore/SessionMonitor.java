package dev.natsbroker.samples.sessionstore;

import dev.natsbroker.spring.annotation.KeyValueListener;
import dev.natsbroker.spring.kv.BucketEntry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Is told of every change of a session, whichever instance has made it, and of those that time has ended. */
@Component
class SessionMonitor {
    private static final Logger log = LoggerFactory.getLogger(SessionMonitor.class);

    @KeyValueListener(bucket = "sessions", deletes = true)
    void changed(BucketEntry<Session> entry) {
        String id = entry.key().substring(0, 8);
        if (entry.value() == null) {
            log.info("    monitor: session {} is over", id);
        } else {
            log.info("    monitor: session {} is now {}", id, entry.value());
        }
    }
}
