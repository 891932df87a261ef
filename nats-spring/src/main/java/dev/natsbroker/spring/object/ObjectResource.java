package dev.natsbroker.spring.object;

import dev.natsbroker.spring.NatsException;
import io.nats.client.api.ObjectInfo;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.ZonedDateTime;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.AbstractResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.WritableResource;
import org.springframework.util.StringUtils;

/** An object. Each call looks it up anew. */
final class ObjectResource extends AbstractResource implements WritableResource {
    private final DefaultObjectBucket bucket;
    private final String objectName;

    ObjectResource(DefaultObjectBucket bucket, String objectName) {
        this.bucket = bucket;
        this.objectName = objectName;
    }

    /** Whether there is such an object; fails rather than say no when the server cannot be asked. */
    @Override
    public boolean exists() {
        return bucket.resolve(objectName) != null;
    }

    @Override
    public boolean isReadable() {
        return true;
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return bucket.open(requireInfo());
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        return new SpooledOutputStream(bucket, objectName);
    }

    @Override
    public long contentLength() throws IOException {
        return requireInfo().getSize();
    }

    @Override
    public long lastModified() throws IOException {
        ZonedDateTime modified = requireInfo().getModified();
        return modified == null ? 0 : modified.toInstant().toEpochMilli();
    }

    private ObjectInfo requireInfo() throws IOException {
        ObjectInfo info;
        try {
            info = bucket.resolve(objectName);
        } catch (NatsException e) {
            throw new IOException(e.getMessage(), e);
        }
        if (info == null) {
            throw new FileNotFoundException(getDescription() + " does not exist");
        }
        return info;
    }

    @Override
    public URI getURI() throws IOException {
        try {
            return new URI(ObjectStoreProtocolResolver.SCHEME, bucket.getName(), "/" + objectName, null);
        } catch (URISyntaxException e) {
            throw new IOException(getDescription() + " has no URI", e);
        }
    }

    @Override
    public Resource createRelative(String relativePath) {
        return bucket.get(StringUtils.applyRelativePath(objectName, relativePath));
    }

    @Override
    public String getFilename() {
        return objectName.substring(objectName.lastIndexOf('/') + 1);
    }

    @Override
    public String getDescription() {
        return "object '" + objectName + "' in object store '" + bucket.getName() + "'";
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ObjectResource that
                && objectName.equals(that.objectName)
                && bucket.getName().equals(that.bucket.getName());
    }

    @Override
    public int hashCode() {
        return objectName.hashCode() * 31 + bucket.getName().hashCode();
    }
}
