package dev.natsbroker.broker.jetstream.store;

/** Where the effects of one consumer are logged. Owned by the lane of its stream. */
public interface ConsumerStore {
    /** Logs an effect that the consumer's {@link DurableState} is about to apply. Copies the bytes. */
    void log(byte[] effect, int offset, int length);

    /** Replaces the consumer's configuration, given as bytes that mean nothing here. */
    void update(byte[] meta);

    /** The journal position behind the last change; 0 if nothing is kept. */
    long position();

    /** Deletes what is kept of the consumer. */
    void delete();

    /** Whether nothing can be logged any more, until the server is started again. */
    default boolean hasFailed() {
        return false;
    }

    /** A store that keeps nothing: for consumers in memory. */
    ConsumerStore NONE = new ConsumerStore() {
        @Override
        public void log(byte[] effect, int offset, int length) {}

        @Override
        public void update(byte[] meta) {}

        @Override
        public long position() {
            return 0;
        }

        @Override
        public void delete() {}
    };
}
