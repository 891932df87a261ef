package dev.natsbroker.broker.connection;

import dev.natsbroker.broker.protocol.CloseReason;
import dev.natsbroker.broker.protocol.DecoderState;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The bytes that come from one client, on their way to its session: decodes them, and stops reading while a decision is
 * awaited or a receiver fills up. Owned by the connection's event loop.
 */
final class ClientInbound {
    private final ClientConnection connection;
    private final LoopContext loop;
    private final DecoderState decoderState = new DecoderState();
    /** Bytes behind an operation that waits for a decision; decoded when it is there. */
    private byte @Nullable [] heldBytes;

    private boolean stalled;
    private boolean ended;

    ClientInbound(ClientConnection connection, LoopContext loop) {
        this.connection = connection;
        this.loop = loop;
    }

    /** Decodes what was read, then serves the receivers of it. */
    void read(ByteBuf buffer) {
        while (buffer.isReadable() && !connection.isClosing()) {
            byte[] bytes = loop.readBytes();
            int length = Math.min(buffer.readableBytes(), bytes.length);
            buffer.readBytes(bytes, 0, length);
            decode(bytes, length);
        }
    }

    private void decode(byte[] bytes, int length) {
        if (heldBytes != null) {
            hold(bytes, 0, length);
            return;
        }
        ClientSession session = connection.session();
        int used = loop.decoder().decode(session, decoderState, bytes, 0, length);
        if (used < length && !connection.isClosing()) {
            hold(bytes, used, length);
        }
        session.endOfRead();
        loop.flush();
        long stallNanos = loop.batch().takeStallNanos();
        if (stallNanos > 0) {
            connection.countStall(stallNanos);
            stall(stallNanos);
        }
    }

    /** Keeps bytes that cannot be decoded before a decision is there, and reads no more. */
    private void hold(byte[] bytes, int from, int to) {
        byte[] before = heldBytes == null ? new byte[0] : heldBytes;
        byte[] all = Arrays.copyOf(before, before.length + to - from);
        System.arraycopy(bytes, from, all, before.length, to - from);
        heldBytes = all;
        connection.setAutoRead(false);
    }

    /** Goes on decoding after a decision. */
    void resume() {
        byte[] bytes = heldBytes;
        heldBytes = null;
        if (bytes != null && !connection.isClosing()) {
            decode(bytes, bytes.length);
        }
        readAgain();
        loop.flush();
        if (ended && heldBytes == null) {
            end();
        }
    }

    /** The client has sent everything: the connection ends, once all of it is decoded. */
    void end() {
        if (connection.session().isDecoding()) {
            connection.close(CloseReason.CLIENT_CLOSED);
        } else {
            ended = true;
        }
    }

    /** Reads nothing for a while: a receiver of this client fills up. */
    private void stall(long nanos) {
        if (stalled || connection.isClosing()) {
            return;
        }
        stalled = true;
        connection.setAutoRead(false);
        loop.eventLoop().schedule(this::endStall, nanos, TimeUnit.NANOSECONDS);
    }

    private void endStall() {
        stalled = false;
        readAgain();
    }

    private void readAgain() {
        if (heldBytes == null && !stalled && !connection.isClosing()) {
            connection.setAutoRead(true);
        }
    }

    /** Forgets what waits; the connection ends. */
    void discard() {
        heldBytes = null;
        decoderState.clear();
    }
}
