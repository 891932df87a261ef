package dev.natsbroker.spring.support.converter;

import org.jspecify.annotations.Nullable;

/**
 * What goes on the wire for a value.
 *
 * @param bytes the payload; not copied
 * @param contentType its media type, null for none
 */
@SuppressWarnings("ArrayRecordComponent") // it is made to carry the array, and never compared
public record Payload(byte[] bytes, @Nullable String contentType) {}
