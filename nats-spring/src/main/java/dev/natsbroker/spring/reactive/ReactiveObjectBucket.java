package dev.natsbroker.spring.reactive;

import dev.natsbroker.spring.object.ObjectBucket;
import io.nats.client.api.ObjectInfo;
import io.nats.client.api.ObjectStoreWatchOption;
import org.reactivestreams.Publisher;
import org.springframework.core.io.Resource;
import org.springframework.core.io.buffer.DataBuffer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * An {@link ObjectBucket} with reactive types: what is null there is empty here, and what is thrown there is an error here.
 * Nothing happens before somebody subscribes.
 */
public interface ReactiveObjectBucket {
    /** Puts the content of a resource, in place of what had the name before. */
    Mono<ObjectInfo> put(String objectName, Resource content);

    /** Puts bytes. */
    Mono<ObjectInfo> put(String objectName, byte[] content);

    /** Puts all that comes, as it comes; releases it. If it ends with an error, so does this, and the old object stays. */
    Mono<ObjectInfo> put(String objectName, Publisher<DataBuffer> content);

    /**
     * The object's content, chunk by chunk as it is requested; the subscriber releases it. An error if there is no such object,
     * and in the end if size or digest are wrong.
     */
    Flux<DataBuffer> get(String objectName);

    /** The object's content at once; an error as for {@link #get}. */
    Mono<byte[]> getBytes(String objectName);

    /** What is known of an object; empty if there is none. */
    Mono<ObjectInfo> info(String objectName);

    /** All objects that are not deleted. */
    Flux<ObjectInfo> list();

    /** Deletes an object; whether there was one. */
    Mono<Boolean> delete(String objectName);

    /** Gives an object another name. */
    Mono<ObjectInfo> rename(String objectName, String newName);

    /**
     * What is known of each object, then each change, until cancelled. What is not requested waits in a bounded buffer, and one
     * change more ends the watch with a {@link SubscriberOverflowException}. Survives lost connections.
     */
    Flux<ObjectInfo> watch(ObjectStoreWatchOption... options);
}
