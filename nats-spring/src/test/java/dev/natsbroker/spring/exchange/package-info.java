/** Tests of typed clients. */
@NullMarked
package dev.natsbroker.spring.exchange;

import org.jspecify.annotations.NullMarked;
