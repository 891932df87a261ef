package dev.natsbroker.samples.orders;

import dev.natsbroker.spring.annotation.Subscribe;
import dev.natsbroker.spring.core.NatsHeaders;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.stereotype.Component;

/** Sees everything that happens to orders, in all regions, and disturbs nobody: it is in no queue group. */
@Component
class Auditor {
    private static final Logger log = LoggerFactory.getLogger(Auditor.class);

    private final Map<String, Integer> messagesBySubject = new ConcurrentHashMap<>();

    @Subscribe("orders.>")
    void note(byte[] ignored, @Header(NatsHeaders.SUBJECT) String subject) {
        int count = messagesBySubject.merge(subject, 1, Integer::sum);
        log.info("    auditor: message {} on {}", count, subject);
    }

    Map<String, Integer> messagesBySubject() {
        return new TreeMap<>(messagesBySubject);
    }
}
