package dev.natsbroker.spring.object;

import dev.natsbroker.spring.NatsException;
import dev.natsbroker.spring.bucket.BucketTarget;
import dev.natsbroker.spring.bucket.InvalidNameException;
import io.nats.client.JetStreamApiException;
import io.nats.client.ObjectStore;
import io.nats.client.api.ObjectInfo;
import io.nats.client.api.ObjectLink;
import io.nats.client.api.ObjectMeta;
import io.nats.client.api.ObjectStoreStatus;
import io.nats.client.api.ObjectStoreWatchOption;
import io.nats.client.support.NatsJetStreamClientError;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.core.io.WritableResource;

/** Objects by way of the client library. Immutable. */
final class DefaultObjectBucket implements ObjectBucket {
    private final ObjectStoreTemplate template;
    private final String name;

    DefaultObjectBucket(ObjectStoreTemplate template, String name) {
        this.template = template;
        this.name = name;
    }

    private interface StoreCall<R extends @Nullable Object> {
        R run(ObjectStore store)
                throws IOException, JetStreamApiException, InterruptedException, NoSuchAlgorithmException;
    }

    private <R extends @Nullable Object> R call(String what, StoreCall<R> call) {
        BucketTarget target = template.target(name);
        return target.call(what, () -> call.run(target.connection().objectStore(name, template.options())));
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public ObjectInfo put(String objectName, Resource content) {
        try {
            return put(objectName, content.getInputStream());
        } catch (IOException e) {
            throw new NatsException(
                    "Cannot put " + content.getDescription() + " as object '" + objectName + "' into object store '"
                            + name + "': " + e.getMessage(),
                    e);
        }
    }

    @Override
    public ObjectInfo put(String objectName, InputStream content) {
        return put(ObjectMeta.objectName(requireObject(objectName)), content);
    }

    @Override
    public ObjectInfo put(String objectName, byte[] content) {
        return put(objectName, new ByteArrayInputStream(content));
    }

    @Override
    public ObjectInfo put(ObjectMeta meta, InputStream content) {
        requireObject(meta.getObjectName());
        String what = "put object '" + meta.getObjectName() + "'";
        try (SourceStream source = new SourceStream(content)) {
            return put(what, meta, source);
        } catch (IOException e) {
            throw new NatsException(template.target(name).failure(what) + ": its source cannot be closed", e);
        }
    }

    private ObjectInfo put(String what, ObjectMeta meta, SourceStream source) {
        try {
            return call(what, store -> store.put(meta, source));
        } catch (NatsException e) {
            IOException failure = source.failure();
            throw failure == null
                    ? e
                    : new NatsException(
                            template.target(name).failure(what) + ": its source failed: " + failure.getMessage(),
                            failure);
        }
    }

    @Override
    public WritableResource get(String objectName) {
        return new ObjectResource(this, requireObject(objectName));
    }

    @Override
    public @Nullable ObjectInfo info(String objectName) {
        requireObject(objectName);
        return this.<@Nullable ObjectInfo>call(
                "look up object '" + objectName + "'", store -> store.getInfo(objectName));
    }

    @Override
    public List<ObjectInfo> list() {
        Duration timeout = template.target(name).connection().getOptions().getConnectionTimeout();
        return call("list objects", store -> StoreSnapshot.read(store, timeout));
    }

    @Override
    public boolean delete(String objectName) {
        return info(objectName) != null
                && call("delete object '" + objectName + "'", store -> store.delete(objectName)) != null;
    }

    @Override
    public ObjectInfo rename(String objectName, String newName) {
        ObjectInfo info = requireInfo(objectName);
        return updateMeta(
                objectName,
                ObjectMeta.builder(info.getObjectMeta())
                        .objectName(requireObject(newName))
                        .build());
    }

    @Override
    public ObjectInfo updateMeta(String objectName, ObjectMeta meta) {
        requireInfo(objectName);
        return naming(
                meta.getObjectName(),
                () -> call("update object '" + objectName + "'", store -> store.updateMeta(objectName, meta)));
    }

    @Override
    public ObjectInfo link(String linkName, ObjectInfo target) {
        requireObject(linkName);
        return naming(linkName, () -> call("link '" + linkName + "'", store -> store.addLink(linkName, target)));
    }

    @Override
    public ObjectInfo linkBucket(String linkName, String targetBucket) {
        requireObject(linkName);
        BucketTarget target = template.target(targetBucket);
        return naming(
                linkName,
                () -> call(
                        "link '" + linkName + "' to object store '" + targetBucket + "'",
                        store -> store.addBucketLink(
                                linkName, target.connection().objectStore(targetBucket, template.options()))));
    }

    private interface Naming {
        ObjectInfo run();
    }

    private ObjectInfo naming(String newName, Naming naming) {
        try {
            return naming.run();
        } catch (NatsException e) {
            String taken = NatsJetStreamClientError.OsObjectAlreadyExists.id();
            boolean exists = e.getCause() instanceof IllegalArgumentException cause
                    && String.valueOf(cause.getMessage()).contains(taken);
            throw exists ? new ObjectExistsException(name, newName, e) : e;
        }
    }

    @Override
    public ObjectWatch watch(Consumer<ObjectInfo> watcher, ObjectStoreWatchOption... options) {
        BucketTarget target = template.target(name);
        SafeWatcher safe = new SafeWatcher(name, watcher);
        safe.watched(target.connection(), call("watch objects", store -> store.watch(safe, options)));
        return safe;
    }

    @Override
    public ObjectStoreStatus seal() {
        return call("seal all", ObjectStore::seal);
    }

    @Override
    public ObjectStoreStatus status() {
        return call("read the status", ObjectStore::getStatus);
    }

    /** The object itself, or what a link leads to; null if there is none. */
    @Nullable
    ObjectInfo resolve(String objectName) {
        ObjectInfo info = info(objectName);
        ObjectLink link = info == null ? null : info.getLink();
        if (link == null) {
            return info;
        }
        String linked = link.getObjectName();
        if (linked == null) {
            throw new NatsException("Object '" + objectName + "' in object store '" + name
                    + "' is a link to the whole object store '" + link.getBucket() + "' and has no content");
        }
        return template.bucket(link.getBucket()).info(linked);
    }

    /** Content of what {@link #resolve} gave. */
    InputStream open(ObjectInfo info) throws IOException {
        BucketTarget target = template.target(info.getBucket());
        return new ChunkInputStream(target, info);
    }

    private ObjectInfo requireInfo(String objectName) {
        ObjectInfo info = info(objectName);
        if (info == null) {
            throw new ObjectNotFoundException(name, objectName);
        }
        return info;
    }

    private String requireObject(String objectName) {
        if (objectName.isEmpty()) {
            throw new InvalidNameException(
                    objectName, "Objects of object store '" + name + "' need a name of at least one character");
        }
        return objectName;
    }
}
