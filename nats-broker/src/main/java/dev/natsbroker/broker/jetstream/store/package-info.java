/** What stream and consumer stores have to do, and what they share: records, the table of subjects, consumer state. */
@NullMarked
package dev.natsbroker.broker.jetstream.store;

import org.jspecify.annotations.NullMarked;
