/** The client grammar: decoder, encoder, limits and the catalogue of protocol errors. */
@NullMarked
package dev.natsbroker.broker.protocol;

import org.jspecify.annotations.NullMarked;
