package dev.natsbroker.broker.subject;

/** Something that a {@link KeyTable} finds by its bytes; the key is never modified. */
abstract class Keyed {
    final byte[] key;

    Keyed(byte[] key) {
        this.key = key;
    }
}
