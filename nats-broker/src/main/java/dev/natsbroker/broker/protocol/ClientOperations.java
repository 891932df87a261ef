package dev.natsbroker.broker.protocol;

import dev.natsbroker.broker.message.Message;

/**
 * What a client asks for, as {@link ClientDecoder} recognises it. Called on the connection's event loop. All byte ranges
 * point into the read buffer and are valid during the call only.
 */
public interface ClientOperations {
    /** The limit for the arguments of one operation, in bytes. */
    int maxControlLine();

    /** The limit for headers and payload of one message, in bytes. */
    int maxPayload();

    /** Whether only CONNECT is allowed now, because credentials are needed. */
    boolean connectRequired();

    /** Whether the client may send headers. */
    boolean headersSupported();

    /** Whether decoding goes on with the next operation; false once the connection is closing or waits for a decision. */
    boolean isDecoding();

    /** CONNECT with its JSON. */
    void onConnect(byte[] bytes, int offset, int length);

    /** PUB or HPUB. */
    void onPublish(Message message);

    /** SUB; {@code arguments} holds two or three ranges. */
    void onSubscribe(Arguments arguments);

    /** UNSUB; {@code arguments} holds one or two ranges. */
    void onUnsubscribe(Arguments arguments);

    /** PING. */
    void onPing();

    /** PONG. */
    void onPong();

    /** INFO with its JSON. */
    void onInfo(byte[] bytes, int offset, int length);

    /** -ERR. */
    void onClientError(byte[] bytes, int offset, int length);

    /** A violation that is answered with a text and ends the connection. */
    void onViolation(ProtocolError error);

    /** A malformed operation that ends the connection without an answer; {@code problem} is for the log. */
    void onMalformed(String problem);
}
