package dev.natsbroker.spring.object;

import dev.natsbroker.spring.NatsException;
import io.nats.client.api.ObjectInfo;
import io.nats.client.api.ObjectMeta;
import io.nats.client.api.ObjectStoreStatus;
import io.nats.client.api.ObjectStoreWatchOption;
import java.io.InputStream;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.core.io.WritableResource;

/**
 * The objects of one store: named contents of any size, kept in chunks. Thread-safe; calls block for the server's answer and
 * throw a {@link NatsException} which names store and object.
 */
public interface ObjectBucket {
    /** Name of the store. */
    String getName();

    /**
     * Puts the content of a resource, in place of what had the name before. Who reads meanwhile gets the old object or an error,
     * never a mixture.
     */
    ObjectInfo put(String objectName, Resource content);

    /** Puts all that comes out of a stream, and closes it; see {@link #put(String, Resource)}. */
    ObjectInfo put(String objectName, InputStream content);

    /** Puts bytes; see {@link #put(String, Resource)}. */
    ObjectInfo put(String objectName, byte[] content);

    /** Puts all that comes out of a stream with a description, headers, metadata or another chunk size, and closes it. */
    ObjectInfo put(ObjectMeta meta, InputStream content);

    /**
     * The object as a resource, whether there is one or not (ask {@link Resource#exists()}). Its streams read chunk by chunk and
     * fail with a {@link DamagedObjectException} at the end if the digest is wrong. Follows links. What is written to it
     * replaces the object when the stream is closed.
     */
    WritableResource get(String objectName);

    /** What is known of an object, null if there is none. */
    @Nullable
    ObjectInfo info(String objectName);

    /** All objects that are not deleted, links too. */
    List<ObjectInfo> list();

    /** Deletes an object; returns whether there was one. */
    boolean delete(String objectName);

    /**
     * Gives an object another name; its content is not moved.
     *
     * @throws ObjectNotFoundException if there is none
     * @throws ObjectExistsException if the new name is taken
     */
    ObjectInfo rename(String objectName, String newName);

    /** Replaces an object's name, description and headers; see {@link #rename}. The metadata map cannot be changed (jnats). */
    ObjectInfo updateMeta(String objectName, ObjectMeta meta);

    /**
     * Makes {@code linkName} stand for another object, of this store or another.
     *
     * @throws ObjectExistsException if the name is taken by an object that is no link
     */
    ObjectInfo link(String linkName, ObjectInfo target);

    /** Makes {@code linkName} stand for a whole store; such a link has no content. */
    ObjectInfo linkBucket(String linkName, String targetBucket);

    /**
     * Delivers what is known of each object, then each change, deletions too, one at a time, until the handle is closed.
     * Survives lost connections by the client library's means, which may take some seconds.
     */
    ObjectWatch watch(Consumer<ObjectInfo> watcher, ObjectStoreWatchOption... options);

    /** Closes the store for changes, for good. */
    ObjectStoreStatus seal();

    /** Size and configuration of the store. */
    ObjectStoreStatus status();
}
