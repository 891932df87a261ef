package dev.natsbroker.samples.filesharing;

import dev.natsbroker.spring.object.ObjectBucket;
import dev.natsbroker.spring.object.ObjectStoreOperations;
import io.nats.client.api.ObjectInfo;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.springframework.core.io.Resource;
import org.springframework.stereotype.Component;

/** Files that everybody sees who is connected. They may be of any size: they travel in chunks. */
@Component
class SharedFiles {
    private final ObjectBucket files;

    SharedFiles(ObjectStoreOperations stores) {
        this.files = stores.bucket("files");
    }

    void upload(String name, Resource content) {
        files.put(name, content);
    }

    List<String> names() {
        return files.list().stream().map(ObjectInfo::getObjectName).sorted().toList();
    }

    /** Copies a file into a folder. Reading fails if the content is not, bit for bit, what was uploaded. */
    Path download(String name, Path folder) throws IOException {
        Resource file = files.get(name);
        Path target = folder.resolve(file.getFilename());
        try (InputStream content = file.getInputStream()) {
            Files.copy(content, target, StandardCopyOption.REPLACE_EXISTING);
        }
        return target;
    }
}
