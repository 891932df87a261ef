package dev.natsbroker.samples.filesharing;

import dev.natsbroker.spring.object.ObjectStoreOperations;
import io.nats.client.api.ObjectInfo;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Tells of new files, whoever has uploaded them. */
@Component
class NewFiles {
    private static final Logger log = LoggerFactory.getLogger(NewFiles.class);

    private final ObjectStoreOperations stores;
    private final List<String> seen = new CopyOnWriteArrayList<>();

    NewFiles(ObjectStoreOperations stores) {
        this.stores = stores;
    }

    /** Begins when the store is there. The connection ends the watch with itself. */
    @EventListener(ApplicationStartedEvent.class)
    void watch() {
        stores.bucket("files").watch(this::changed);
    }

    private void changed(ObjectInfo file) {
        if (!file.isDeleted()) {
            seen.add(file.getObjectName());
            log.info("    new: {}, {} bytes", file.getObjectName(), file.getSize());
        }
    }

    List<String> seen() {
        return seen;
    }
}
