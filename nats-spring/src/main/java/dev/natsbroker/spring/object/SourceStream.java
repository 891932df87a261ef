package dev.natsbroker.spring.object;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** What is put: fills whole chunks (the client library makes one of each read), and remembers if it failed itself. */
final class SourceStream extends FilterInputStream {
    private @Nullable IOException failure;

    SourceStream(InputStream source) {
        super(source);
    }

    @Nullable
    IOException failure() {
        return failure;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        try {
            int count = in.readNBytes(buffer, offset, length);
            return count == 0 && length > 0 ? -1 : count;
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }
}
