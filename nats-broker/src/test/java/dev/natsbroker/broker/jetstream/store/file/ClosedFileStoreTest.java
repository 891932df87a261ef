package dev.natsbroker.broker.jetstream.store.file;

import dev.natsbroker.broker.jetstream.store.StreamStore;
import dev.natsbroker.broker.jetstream.store.StreamStoreContract;

/** The contract, with this between closing and opening: checkpoint now and then. */
class ClosedFileStoreTest extends StreamStoreContract {
    private FileStoreRig rig = new FileStoreRig(1);
    private int reopened;

    @Override
    protected StreamStore newStore() {
        rig = new FileStoreRig(1);
        return rig.create();
    }

    @Override
    protected long expectedSize(int subjectLength, int headersLength, int payloadLength) {
        return subjectLength + payloadLength + 30 + (headersLength == 0 ? 0 : headersLength + 4);
    }

    @Override
    protected StreamStore reopen(StreamStore open) {
        if (++reopened % 3 == 1) {
            rig.checkpoint((FileStreamStore) open);
        }
        open.close();
        return rig.open();
    }
}
