package dev.natsbroker.broker.jetstream.meta;

import dev.natsbroker.broker.jetstream.model.ConsumerConfig;
import dev.natsbroker.broker.jetstream.model.ConsumerInfo;
import dev.natsbroker.broker.message.Message;
import java.time.Instant;

/** A consumer as the registry and the API see it. Called on the stream's lane. Refusals are JetStreamExceptions. */
public interface ConsumerAsset {
    /** Its name. */
    String name();

    /** The configuration in force; any thread may ask. */
    ConsumerConfig config();

    /** Its ConsumerInfo with this configuration in it. */
    ConsumerInfo info(ConsumerConfig shown);

    /** What an archive of the stream keeps of it. */
    ConsumerArchive archive();

    /** Puts a checked configuration in force and logs it. */
    void update(ConsumerConfig config);

    /** Moves the time up to which it is paused; Go's zero time if it goes on. Told by an advisory if it changes something. */
    void pauseUntil(Instant until);

    /** Takes the pin from a group; fails if there is no such group. */
    void unpin(String group);

    /** Starts again at {@code sequence}, 0 for the acknowledgement floor; returns where it starts. */
    long reset(long sequence);

    /** Ends it for good. */
    void delete();

    /** The position in the journal behind everything that has happened to it; what was not logged yet is logged. Fails if that fails. */
    long position();

    /** Takes an acknowledgement that came by a subject of the second form. */
    void receiveAck(Message message);
}
