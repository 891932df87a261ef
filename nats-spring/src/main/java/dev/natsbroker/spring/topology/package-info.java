/** Streams, consumers and buckets that an application declares, brought about when it starts. */
@NullMarked
package dev.natsbroker.spring.topology;

import org.jspecify.annotations.NullMarked;
